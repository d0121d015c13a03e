package dev.perdure.conformance;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.protocol.remote.RemoteHub;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationAlreadyExistsException;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.client.OrchestrationStatusQuery;
import dev.perdure.sdk.client.PurgeInstanceCriteria;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.sdk.worker.WorkerOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/// Our own SDK, client and worker, in another process than the server.
final class RemoteSdk implements Sdk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port;
  private final ManagedChannel channel;
  private final DurableTaskClient client;

  RemoteSdk(int port) {
    this.port = port;
    channel = channel(port);
    client = new DurableTaskClient(new RemoteHub(channel));
  }

  /// The program of a worker: its only argument is the server's port.
  public static void main(String[] args) throws InterruptedException {
    Worker _ = new RemoteSdk(Integer.parseInt(args[0])).work();
    new CountDownLatch(1).await();
  }

  DurableTaskClient client() {
    return client;
  }

  @Override
  public String start(String name, Object input, Start options) {
    var all = new NewOrchestrationInstanceOptions().setInput(input);
    if (options.id() != null) {
      all = all.setInstanceId(options.id());
    }
    if (options.at() != null) {
      all = all.setStartTime(options.at());
    }
    if (options.version() != null) {
      all = all.setVersion(options.version());
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
    return new State(
        id, end.getRuntimeStatus().name(), end.getSerializedInput().orElse(null),
        end.getSerializedOutput().orElse(null), end.getSerializedCustomStatus().orElse(null),
        end.getLastUpdatedAt(),
        end.getFailureDetails()
            .map(it -> new Failure(it.errorType(), it.message(), it.stackTrace()))
            .orElse(null));
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
  public int purgeFailed(Instant createdFrom) {
    return client.purgeInstances(
        new PurgeInstanceCriteria().setCreatedTimeFrom(createdFrom)
            .setRuntimeStatusList(List.of(OrchestrationStatus.FAILED)))
        .getDeletedInstanceCount();
  }

  @Override
  public List<List<String>> pages(String prefix, int size) {
    List<List<String>> pages = new ArrayList<>();
    OrchestrationStatusQuery query = new OrchestrationStatusQuery()
        .setInstanceIdPrefix(prefix).setMaxInstanceCount(size).setFetchInputsAndOutputs(true);
    Optional<String> next;
    do {
      var page = client.queryInstances(query);
      pages.add(
          page.getOrchestrationState().stream().map(OrchestrationMetadata::getInstanceId)
              .toList());
      next = page.getContinuationToken();
      next.ifPresent(query::setContinuationToken);
    } while (next.isPresent());
    return pages;
  }

  @Override
  public List<String> running(Instant createdFrom) {
    OrchestrationStatusQuery query = new OrchestrationStatusQuery()
        .setCreatedTimeFrom(createdFrom)
        .setRuntimeStatusList(List.of(OrchestrationStatus.RUNNING));
    return client.queryInstances(query).getOrchestrationState().stream()
        .map(OrchestrationMetadata::getInstanceId).toList();
  }

  @Override
  public boolean saysThatItExists(Throwable refusal) {
    return refusal instanceof OrchestrationAlreadyExistsException;
  }

  @Override
  public Worker work() {
    return work(
        RemoteSdkFunctions.all(), WorkerOptions.defaults().withExceptionProperties(
            failure -> failure instanceof IllegalArgumentException ? Map.of("code", 7) : Map.of()));
  }

  /// A worker with functions of its own.
  Worker work(FunctionRegistry functions, WorkerOptions options) {
    ManagedChannel its = channel(port);
    DurableTaskWorker worker = new DurableTaskWorker(new RemoteWork(its), functions, options)
        .start();
    return () -> {
      worker.close();
      its.shutdownNow();
    };
  }

  @Override
  public Class<?> workerProgram() {
    return RemoteSdk.class;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
  }
}
