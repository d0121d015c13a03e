package dev.perdure.server.main;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.Store;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.server.configuration.FunctionSource;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.ServerConfiguration;
import dev.perdure.server.grpc.GrpcFront;
import dev.perdure.server.http.HttpFront;
import dev.perdure.server.http.HttpSettings;
import dev.perdure.server.http.v1.JobStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server from its opening to its closing. What was opened last is closed first: no more changes
/// by clients, then no new work, then what is under way gets a moment to end, then the hub and its
/// store.
final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

  /// How long a stop waits for work that is under way, here and at connected workers.
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

  /// How long a start waits for the hubs to open all their partitions. Much state on a slow disk
  /// takes its time, and a server that gave up too early would never get further.
  private static final Duration OPENING_LIMIT = Duration.ofMinutes(2);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final FunctionRegistry functions;
  private final EmbeddedHub hub;
  private final TaskHubs hubs;
  private final DurableTaskWorker worker;
  private final HttpFront front;
  private final GrpcFront grpc;
  private long drainEnd;

  private RunningServer(ServerConfiguration configuration, FunctionRegistry functions) {
    this.functions = functions;
    boolean open = false;
    try {
      Optional<Path> data = configuration.data();
      Store store = data.map(it -> Stores.open(Stores.directory(it))).orElseGet(Stores::inMemory);
      hub = add(EmbeddedHub.open(store, options(configuration)));
      hubs = add(new TaskHubs(
          hub.taskHub(), configuration.http().names().hub(), data, options(configuration)));
      worker = worker();
      GrpcFront listening = GrpcListener.open(configuration, hubs, examples(configuration));
      grpc = listening;
      add(() -> listening.close(DRAIN_LIMIT));
      add(this::drain); // What runs here ends while workers elsewhere are waited for.
      String token = data.isPresent() ? ControlFile.newToken() : "";
      var operations = new HubOperations(hub, store, hubs);
      front = add(front(configuration, operations, token));
      data.ifPresent(it -> control(it, configuration, token));
      add(this::refuseChanges);
      open = true;
    } finally {
      if (!open) {
        close();
      }
    }
  }

  /// Opens a server, which runs no functions yet.
  ///
  /// @throws OperatorException if something stands in the way
  static RunningServer open(ServerConfiguration configuration) {
    return new RunningServer(configuration, switch (configuration.functions()) {
      case FunctionSource.ClassPath _ -> Functions.ofClassPath();
      case FunctionSource.Jars jars -> Functions.in(jars.paths());
      case FunctionSource.None _ -> new FunctionRegistry();
    });
  }

  /// Waits until the hubs serve all their instances, and begins to run functions. Now nothing
  /// stands in the way any more: what runs here is not run in vain.
  ///
  /// @return this server
  /// @throws OperatorException if a hub does not serve
  RunningServer start() {
    hubs.awaitServing(OPENING_LIMIT);
    if (!Functions.isEmpty(functions)) {
      worker.start();
    }
    return this;
  }

  /// The port of the HTTP front.
  int port() {
    return front.port();
  }

  /// The ports of the gRPC front.
  List<Integer> grpcPorts() {
    return grpc.ports();
  }

  /// The functions that it runs.
  FunctionRegistry functions() {
    return functions;
  }

  /// Completes if the store fails, after which nothing is served any more.
  CompletionStage<Throwable> failure() {
    return hub.taskHub().failure();
  }

  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      AutoCloseable next = opened.pop();
      try {
        next.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) { // The rest must be closed all the same.
        log.warn("Expected to close {}, but it failed", next.getClass().getSimpleName(), e);
      }
    }
  }

  private <C extends AutoCloseable> C add(C closeable) {
    opened.push(closeable);
    return closeable;
  }

  /// Both fronts at once: the one that closes later would take what the other one refuses.
  private void refuseChanges() {
    front.refuseChanges();
    grpc.refuseChanges();
  }

  private void drain() {
    worker.drain();
    drainEnd = System.nanoTime() + DRAIN_LIMIT.toNanos();
  }

  /// The worker of this process, not started yet.
  private DurableTaskWorker worker() {
    var activities = new ActivitiesUnderWay(hub);
    DurableTaskWorker ofThisProcess = add(new DurableTaskWorker(activities, functions));
    add(() -> {
      int left = activities.await(Duration.ofNanos(drainEnd - System.nanoTime()));
      if (left > 0) {
        log.warn("{} activities did not end within {} seconds; they run again after the next start",
            left, DRAIN_LIMIT.toSeconds());
      }
    });
    return ofThisProcess;
  }

  private HttpFront front(
      ServerConfiguration configuration, HubOperations operations, String token) {
    var settings = new HttpSettings(configuration.address(), configuration.port(),
        configuration.maxPayload(), configuration.http(),
        new HttpSettings.Secrets(token, LinkSecret.of(configuration.data())),
        Functions.overHttp(functions),
        configuration.data().<JobStore>map(JobFiles::new).orElseGet(JobStore::inMemory));
    try {
      return HttpFront.open(hub, settings, operations);
    } catch (UncheckedIOException e) {
      String where = configuration.address().getHostAddress() + ":" + configuration.port();
      Throwable cause = e.getCause();
      throw new OperatorException("Expected to listen on " + where + ", but that failed ("
          + (cause == null ? e : cause).getMessage() + "); choose another port with --port", e);
    }
  }

  /// The names of the functions that are the examples, and not what its user runs.
  private Set<String> examples(ServerConfiguration configuration) {
    return configuration.functions() instanceof FunctionSource.ClassPath
        ? Functions.names(functions)
        : Set.of();
  }

  private void control(Path data, ServerConfiguration configuration, String token) {
    var file = new ControlFile(
        configuration.address().getHostAddress(), port(), ProcessHandle.current().pid(), token,
        configuration.http().tls().map(it -> it.certificate().toAbsolutePath().toString())
            .orElse(""));
    file.write(data);
    add(() -> ControlFile.delete(data));
  }

  private static HubOptions options(ServerConfiguration configuration) {
    HubOptions options = HubOptions.defaults().withMaxPayloadBytes(configuration.maxPayload());
    return configuration.retention()
        .map(options::withRetention).orElseGet(options::withoutRetention);
  }
}
