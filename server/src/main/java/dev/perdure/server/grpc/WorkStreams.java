package dev.perdure.server.grpc;

import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.WorkMessages;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.WorkerCapability;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.work.WorkKind;
import dev.perdure.runtime.work.WorkerSubscription;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All open streams of work.
final class WorkStreams {
  private static final Logger log = LoggerFactory.getLogger(WorkStreams.class);

  /// What a worker without a limit of its own gets at once. Some run one item after the other: they
  /// must not hoard what others could run.
  private static final int FAIR_LIMIT = 100;

  /// What the SDK of JavaScript calls itself, before its gRPC library.
  private static final String UNLIMITED_AGENT = "durabletask-js";

  private static final Duration TICK = Duration.ofSeconds(5);

  private static final Duration DRAIN_PAUSE = Duration.ofMillis(20);

  private final CompletionTokens tokens;
  private final Env env;
  private final PartsMemory partsMemory;
  private final ItemRoom room;
  private final Map<Long, WorkStream> streams = new ConcurrentHashMap<>();
  private final Map<WorkStream, WorkerSubscription> workers = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private volatile boolean closed;

  WorkStreams(CompletionTokens tokens, Env env) {
    this(tokens, PartsMemory.ofHeap(), ItemRoom.ofHeap(env));
  }

  /// @param partsMemory for the parts of answers that are still coming
  /// @param room for the items that are on their way
  WorkStreams(CompletionTokens tokens, PartsMemory partsMemory, ItemRoom room) {
    this.tokens = tokens;
    this.env = room.env();
    this.partsMemory = partsMemory;
    this.room = room;
    env.schedule(TICK, this::tick);
  }

  /// Opens a stream of work for the caller.
  void open(Caller caller, GetWorkItemsRequest request, StreamObserver<byte[]> response) {
    var call = (ServerCallStreamObserver<byte[]>) response;
    if (closed) {
      call.onError(Door.stopping().asRuntimeException());
      return;
    }
    long number = numbers.incrementAndGet();
    WorkStream stream = new WorkStream(
        number, caller, encoder(caller, request), new ResettableCall(call, Context.current()),
        room);
    call.setOnReadyHandler(stream::flush);
    call.setOnCancelHandler(() -> gone(number, stream));
    streams.put(number, stream);
    stream.ping();
    WorkerOffer limits = new WorkerOffer(
        Set.of(), Set.of(), Set.of(), limit(request.getMaxConcurrentOrchestrationWorkItems()),
        limit(request.getMaxConcurrentActivityWorkItems()),
        limit(request.getMaxConcurrentEntityWorkItems()));
    WorkerSubscription worker = caller.hub().work()
        .subscribe(limits, Filters.of(request), stream);
    workers.put(stream, worker);
    if (closed) { // Whoever closed may have looked before.
      stream.end(Door.stopping());
    }
    if (!stream.subscribed(worker)) {
      workers.remove(stream);
      return;
    }
    log.atInfo().addKeyValue("hub", caller.hubName()).addKeyValue("worker", caller.worker())
        .log("A worker has connected as stream {} ({})", number, caller.agent());
  }

  /// What the parts of answers are counted in.
  PartsMemory partsMemory() {
    return partsMemory;
  }

  /// The open stream of a number, or null.
  @Nullable
  WorkStream find(long number) {
    return streams.get(number);
  }

  /// The open dispatch that an answer belongs to which names none.
  Optional<Dispatch> find(Caller caller, Dispatch.Subject subject) {
    Dispatch owed = caller.connection().answered(caller.hubName(), subject);
    for (WorkStream stream : streams.values()) {
      Dispatch dispatch = stream.caller().connection() == caller.connection()
          && stream.caller().hubName().equals(caller.hubName())
              ? stream.find(subject, owed)
              : null;
      if (dispatch != null) {
        return Optional.of(dispatch);
      }
    }
    log.debug("An answer about '{}' names no dispatch, and none waits for it on its connection",
        subject.instanceId());
    return Optional.empty();
  }

  /// Ends the streams of a hub that is emptied. Their workers come again.
  void sendAway(TaskHub hub) {
    streams.values().stream().filter(stream -> stream.caller().hub() == hub)
        .forEach(
            stream -> stream.end(
                Status.UNAVAILABLE.withDescription("The task hub is emptied")));
  }

  /// Lets workers finish what they hold, and ends their streams so that they come again.
  ///
  /// @param limit the longest time that they have
  void close(Duration limit) {
    long end = env.nanos() + limit.toNanos();
    closed = true;
    workers.forEach((stream, worker) -> stream.desk().drain(worker));
    awaitIdle(end);
    warnOfWhatIsLeft(limit);
    streams.values().forEach(stream -> stream.end(Door.stopping()));
    streams.clear();
    workers.clear();
  }

  private void awaitIdle(long end) {
    try {
      while (env.nanos() - end < 0
          && !streams.values().stream().allMatch(WorkStream::idle)) {
        Thread.sleep(DRAIN_PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void warnOfWhatIsLeft(Duration limit) {
    long busy = streams.values().stream().filter(stream -> !stream.idle()).count();
    if (busy > 0) {
      log.warn(
          "{} turns, {} activities and {} batches of entity operations were not answered by {} "
              + "workers within {} seconds; they are offered again after the next start",
          held(WorkKind.TURN), held(WorkKind.ACTIVITY), held(WorkKind.ENTITY), busy,
          limit.toSeconds());
    }
  }

  private long held(WorkKind kind) {
    return streams.values().stream().mapToLong(stream -> stream.held(kind)).sum();
  }

  private void gone(long number, WorkStream stream) {
    forget(number, stream);
    stream.gone();
    log.info("The worker of stream {} has left", number);
  }

  private void forget(long number, WorkStream stream) {
    streams.remove(number);
    workers.remove(stream);
  }

  private void tick() {
    if (!closed) {
      long now = env.nanos();
      Instant clock = env.now();
      streams.forEach((number, stream) -> {
        if (!stream.tick(now) || ended(stream, clock)) {
          forget(number, stream);
        }
      });
      env.schedule(TICK, this::tick);
    }
  }

  /// Ends the stream of a worker whose token is no longer taken.
  private static boolean ended(WorkStream stream, Instant clock) {
    boolean expired = stream.caller().expired(clock);
    if (expired) {
      stream.end(Door.expired());
    }
    return expired;
  }

  private ItemEncoder encoder(Caller caller, GetWorkItemsRequest request) {
    long fetchedAbove = fetchedAbove(request);
    int usual = fetchedAbove == 0 ? SidecarMethods.LARGEST_MESSAGE : ItemEncoder.USUAL_LIMIT;
    // The SDK of JavaScript lets its library receive messages of any size.
    int limit = caller.agent().contains(UNLIMITED_AGENT) ? Integer.MAX_VALUE : usual;
    return new ItemEncoder(
        tokens, limit, fetchedAbove, Naming.of(caller.agent(), request));
  }

  private static long fetchedAbove(GetWorkItemsRequest request) {
    if (request.getCapabilitiesValueList().contains(WorkMessages.FETCHES_EVERY_HISTORY)) {
      return 0;
    }
    return request.getCapabilitiesList()
        .contains(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING)
            ? ItemEncoder.USUALLY_FETCHED_ABOVE
            : Long.MAX_VALUE;
  }

  /// Nothing said is no limit, and no limit is a fair one.
  private static int limit(int asked) {
    return asked <= 0 ? FAIR_LIMIT : asked;
  }
}
