package dev.perdure.testing;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// What tests of a whole hub have in common: functions, and a hub that starts when it is needed and
/// closes by itself.
abstract class HubTest {
  static final int DEFAULT_CACHE = 10_000;

  /// Only a safety net: nothing here takes time.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final FunctionRegistry functions = new FunctionRegistry();
  final int sessionCacheSize;
  TestHubOptions options;
  private @Nullable TestHub started;

  HubTest(int sessionCacheSize) {
    this.sessionCacheSize = sessionCacheSize;
    options = TestHubOptions.defaults()
        .withWorker(WorkerOptions.defaults().withSessionCacheSize(sessionCacheSize));
  }

  HubTest() {
    this(DEFAULT_CACHE);
  }

  @AfterEach
  final void closeHub() {
    if (started != null) {
      started.close();
    }
  }

  /// The hub, with the functions registered by now.
  final synchronized TestHub hub() {
    if (started == null) {
      started = TestHub.start(functions, options);
    }
    return started;
  }

  final DurableTaskClient client() {
    return hub().client();
  }

  final String start(String name, @Nullable Object input) {
    return client().scheduleNewOrchestrationInstance(name, input);
  }

  /// Starts an instance with an id of the test's choice.
  final String startAs(String id, String name, @Nullable Object input) {
    return client().scheduleNewOrchestrationInstance(name, input, id);
  }

  final OrchestrationMetadata end(String id) throws TimeoutException {
    return client().waitForInstanceCompletion(id, PATIENCE, true);
  }

  final OrchestrationMetadata run(String name, @Nullable Object input) throws TimeoutException {
    return end(start(name, input));
  }

  /// What an orchestrator without input gives.
  final <T> @Nullable T output(String name, Class<T> type) throws TimeoutException {
    return run(name, null).readOutputAs(type);
  }

  final OrchestrationStatus status(String id) {
    return client().getInstanceMetadata(id, false).getRuntimeStatus();
  }
}
