package dev.perdure.conformance;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.DurableTaskGrpcWorker;
import com.microsoft.durabletask.FailureDetails;
import com.microsoft.durabletask.NewOrchestrationInstanceOptions;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import com.microsoft.durabletask.OrchestrationStatusQuery;
import com.microsoft.durabletask.OrchestrationStatusQueryResult;
import com.microsoft.durabletask.PurgeInstanceCriteria;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Microsoft's SDK as it is published.
final class MicrosoftSdk implements Sdk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port;
  private final DurableTaskClient client;

  MicrosoftSdk(int port) {
    this.port = port;
    client = new DurableTaskGrpcClientBuilder().port(port).build();
  }

  /// The program of a worker: its only argument is the server's port.
  public static void main(String[] args) {
    SdkFunctions.worker(Integer.parseInt(args[0])).startAndBlock();
  }

  @Override
  public String start(String name, Object input, Start options) {
    var all = new NewOrchestrationInstanceOptions().setInput(input).setInstanceId(options.id());
    if (options.at() != null) {
      all.setStartTime(options.at());
    }
    if (options.version() != null) {
      all.setVersion(options.version());
    }
    return client.scheduleNewOrchestrationInstance(name, all);
  }

  @Override
  public void awaitStart(String id) throws TimeoutException {
    client.waitForInstanceStart(id, PATIENCE);
  }

  @Override
  public State end(String id, Duration patience) throws TimeoutException {
    OrchestrationMetadata end = client.waitForInstanceCompletion(id, patience, true);
    FailureDetails failure = end.getFailureDetails();
    return new State(
        id, end.getRuntimeStatus().name(), end.getSerializedInput(), end.getSerializedOutput(),
        end.isCustomStatusFetched() ? "\"" + end.readCustomStatusAs(String.class) + "\"" : null,
        end.getLastUpdatedAt(),
        failure == null
            ? null
            : new Failure(
                failure.getErrorType(), failure.getErrorMessage(), failure.getStackTrace()));
  }

  @Override
  public State endWithoutPayloads(String id, Duration patience) throws TimeoutException {
    OrchestrationMetadata end = client.waitForInstanceCompletion(id, patience, false);
    return new State(
        id, end.getRuntimeStatus().name(), null, null, null, end.getLastUpdatedAt(), null);
  }

  @Override
  public String status(String id) {
    OrchestrationMetadata found = client.getInstanceMetadata(id, false);
    return found.isInstanceFound() ? found.getRuntimeStatus().name() : "";
  }

  @Override
  public void raise(String id, String event, Object value) {
    client.raiseEvent(id, event, value);
  }

  @Override
  public void suspend(String id) {
    client.suspendInstance(id, "wait");
  }

  @Override
  public void resume(String id) {
    client.resumeInstance(id, "go on");
  }

  @Override
  public void terminate(String id, Object output) {
    client.terminate(id, output);
  }

  @Override
  public String restart(String id, boolean withNewId) {
    return client.restartInstance(id, withNewId);
  }

  @Override
  public int purge(String id) {
    return client.purgeInstance(id).getDeletedInstanceCount();
  }

  @Override
  public int purgeFailed(Instant createdFrom) throws IllegalStateException {
    try {
      return client.purgeInstances(
          new PurgeInstanceCriteria().setCreatedTimeFrom(createdFrom)
              .setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED)))
          .getDeletedInstanceCount();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<List<String>> pages(String prefix, int size) {
    List<List<String>> pages = new ArrayList<>();
    OrchestrationStatusQuery query = new OrchestrationStatusQuery()
        .setInstanceIdPrefix(prefix).setMaxInstanceCount(size).setFetchInputsAndOutputs(true);
    do {
      OrchestrationStatusQueryResult page = client.queryInstances(query);
      pages.add(
          page.getOrchestrationState().stream().map(OrchestrationMetadata::getInstanceId)
              .toList());
      query.setContinuationToken(page.getContinuationToken());
    } while (query.getContinuationToken() != null && !query.getContinuationToken().isEmpty());
    return pages;
  }

  @Override
  public List<String> running(Instant createdFrom) {
    OrchestrationStatusQuery query = new OrchestrationStatusQuery()
        .setCreatedTimeFrom(createdFrom)
        .setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.RUNNING));
    return client.queryInstances(query).getOrchestrationState().stream()
        .map(OrchestrationMetadata::getInstanceId).toList();
  }

  @Override
  public boolean saysThatItExists(Throwable refusal) {
    return refusal.getMessage().contains("ALREADY_EXISTS");
  }

  @Override
  public Worker work() {
    DurableTaskGrpcWorker worker = SdkFunctions.worker(port);
    worker.start();
    return worker::close;
  }

  @Override
  public Class<?> workerProgram() {
    return MicrosoftSdk.class;
  }

  @Override
  public void close() {
    client.close();
  }
}
