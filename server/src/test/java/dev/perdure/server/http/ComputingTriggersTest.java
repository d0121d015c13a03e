package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.annotation.AuthorizationLevel;
import dev.perdure.sdk.annotation.FunctionName;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.HttpOptions;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// While functions compute that requests started, other requests are answered.
final class ComputingTriggersTest {
  private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors() + 1;
  private static final int REQUESTS = 300;

  /// Computes until it is told to end.
  public static final class Spinner {
    private final AtomicBoolean end = new AtomicBoolean();
    private final CountDownLatch spinning = new CountDownLatch(AT_ONCE);

    @FunctionName("Spin")
    public String spin(
        @HttpTrigger(
            name = "request", methods = HttpMethod.GET,
            authLevel = AuthorizationLevel.ANONYMOUS) String body) {
      spinning.countDown();
      while (!end.get()) {
        Thread.onSpinWait();
      }
      return "spun";
    }
  }

  @Test
  void othersAreAnsweredWhileMoreFunctionsComputeThanThereAreCarriers() throws Exception {
    Spinner spinner = new Spinner();
    List<HttpFunction> functions = new FunctionRegistry().register(spinner).httpFunctions()
        .stream().map(it -> new HttpFunction(it, new JacksonDataConverter())).toList();
    try (var server = new TestServer(HttpOptions.DEFAULTS, functions);
        var client = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> spins = new ArrayList<>();
      try {
        for (int i = 0; i < REQUESTS; i++) {
          spins.add(client.sendAsync(
              server.request(server.base() + "/api/Spin").build(),
              HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(spinner.spinning.await(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as("%s functions compute side by side", AT_ONCE).isTrue();
        othersAreAnswered(server);
      } finally {
        spinner.end.set(true);
      }

      for (CompletableFuture<HttpResponse<String>> spin : spins) {
        assertThat(spin.get(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS).body())
            .isEqualTo("spun");
      }
    }
  }

  private static void othersAreAnswered(TestServer server) {
    for (int i = 0; i < 3; i++) {
      assertThat(server.run("Call", "others" + i, "1").body()).contains("Completed", "\"A\"");
    }
  }
}
