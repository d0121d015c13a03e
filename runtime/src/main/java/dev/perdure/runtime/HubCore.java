package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.InstanceState;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.commit.Committer;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.partition.Frame;
import dev.perdure.runtime.partition.Input;
import dev.perdure.runtime.partition.PartitionHost;
import dev.perdure.runtime.partition.RequestName;
import dev.perdure.runtime.partition.Services;
import dev.perdure.runtime.read.InstanceReader;
import dev.perdure.runtime.read.Waiters;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.work.Dispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of a hub and how they find each other. [TaskHub] is the door in front of them.
final class HubCore implements Services.Neighbours {
  private static final Logger log = LoggerFactory.getLogger(HubCore.class);

  /// How long closing waits for what is under way before it goes on without.
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private final Store store;
  private final Env env;
  private final Committer committer;
  private final Dispatcher dispatcher;
  private final Suspects suspects;
  private final Waiters waiters = new Waiters();
  private final Callers callers = new Callers();
  private final List<InstanceWatcher> watchers = new CopyOnWriteArrayList<>();
  private final WorkDesk desk;
  private final PartitionHost[] hosts;
  private final Set<Question> asked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger pending = new AtomicInteger();
  private final int maxPending;
  private final OpenMemory memory;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private volatile boolean failed;
  private volatile boolean closed;
  private volatile boolean ended;
  private final CompletableFuture<@Nullable Void> left = new CompletableFuture<>();

  HubCore(Store store, Env env, HubOptions options) {
    this.store = store;
    this.env = env;
    this.maxPending = options.maxPendingRequests();
    this.memory = new OpenMemory(options.maxOpenBytes());
    this.dispatcher = new Dispatcher(env, memory, this::fetch);
    this.suspects = new Suspects(dispatcher, suspect -> tell(suspect, Dispatcher.NOBODY));
    this.dispatcher.onOffersChanged(suspects::offersChanged);
    this.committer = new Committer(store, env, this::storeFailed);
    this.desk = new WorkDesk(this, new PayloadLimit(options.maxPayloadBytes()));
    int partitions = store.hub().partitions();
    Services services = new Services(
        env, dispatcher, committer, this, partitions, options.instanceCache() / partitions,
        memory);
    this.hosts = new PartitionHost[partitions];
    for (int number = 0; number < partitions; number++) {
      hosts[number] = new PartitionHost(number, store, services);
    }
  }

  /// Opens the partitions.
  void open() {
    for (PartitionHost host : hosts) {
      host.start();
    }
  }

  Store store() {
    return store;
  }

  Env env() {
    return env;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Suspects suspects() {
    return suspects;
  }

  Waiters waiters() {
    return waiters;
  }

  List<InstanceWatcher> watchers() {
    return watchers;
  }

  Callers callers() {
    return callers;
  }

  WorkDesk desk() {
    return desk;
  }

  int partitions() {
    return hosts.length;
  }

  CompletableFuture<Throwable> failure() {
    return failure;
  }

  boolean failed() {
    return failed;
  }

  boolean serving() {
    return !closed && !failed && all(PartitionHost::serving);
  }

  /// Hands a message to its instance; the answer comes when it is durable.
  CompletableFuture<Outcome> ask(Message message, @Nullable RequestName name) {
    Question question = new Question(new CompletableFuture<>());
    String problem = crowded(message, pending.incrementAndGet());
    if (problem != null) {
      pending.decrementAndGet();
      question.answer.complete(new Outcome.Unavailable(problem));
      return question.answer;
    }
    asked.add(question);
    Consumer<Outcome> reply = outcome -> answer(question, outcome);
    if (closed || failed) {
      reply.accept(new Outcome.Unavailable("The hub has stopped"));
    } else {
      give(message.instanceId(), new Input.Command(message, reply, name));
    }
    return question.answer;
  }

  /// Says what there is too much of to take a client's message, or null.
  private @Nullable String crowded(Message message, int asking) {
    if (asking > maxPending) {
      return "Expected at most " + maxPending + " requests to wait for their answers, but they do; "
          + "ask again later";
    }
    boolean brings = message instanceof Message.StartOrchestration
        || message instanceof Message.RaiseEvent;
    return brings && memory.full()
        ? "Expected the work that is open to take less than " + memory.most()
            + " bytes of memory, but it takes " + memory.bytes()
            + "; ask again when workers have done some of it, or give the process a larger heap"
        : null;
  }

  /// Hands a message to its instance and wants to hear of it only if there is something to say.
  void tell(Message message, Consumer<Outcome> reply) {
    give(message.instanceId(), new Input.Command(message, reply, null));
  }

  void give(String instanceId, Input input) {
    hosts[partitionOf(instanceId)].give(input);
  }

  void give(int partition, Input input) {
    hosts[partition].give(input);
  }

  private void fetch(WorkToken token, Consumer<@Nullable WorkItem> reply) {
    give(token.execution().instanceId(), new Input.FetchWork(token, reply));
  }

  @Override
  public int partitionOf(String instanceId) {
    return PartitionHash.partitionOf(instanceId, hosts.length);
  }

  @Override
  public void carry(Frame frame) {
    env.carry(() -> hosts[frame.to()].give(new Input.Arrival(frame)));
  }

  @Override
  public void storeFailed(StoreException met) {
    boolean gone = met.reason() == StoreException.Reason.FAILED
        || (met.reason() == StoreException.Reason.CLOSED && !closed);
    if (!gone || failed) {
      return;
    }
    failed = true;
    // Whoever meets the closed store may come here before whoever met what it closed for.
    Throwable cause = met.getCause() instanceof StoreException first ? first : met;
    log.error("The store has failed; nothing is served until the hub is opened anew", cause);
    // Closed before the waiters are told, so that whoever begins to wait later is refused, too.
    store.close();
    refuseAll("The store has failed: " + cause.getMessage());
    // Whoever hears of it may well close the hub, which waits for the thread that this runs on.
    env.execute(() -> failure.complete(cause));
  }

  @Override
  public void changed(String instanceId) {
    if (waiters.awaited(instanceId)) {
      // Reading for the waiters and what they do with it must not hold up the partition.
      env.execute(() -> waiters.changed(instanceId));
    }
  }

  @Override
  public boolean watched() {
    return !watchers.isEmpty();
  }

  @Override
  public void stored(@Nullable Orchestration before, @Nullable Orchestration now) {
    if (now != null) {
      InstanceState state = InstanceReader.state(now);
      watchers.forEach(watcher -> watcher.changed(state));
    } else if (before != null) {
      InstanceState last = InstanceReader.state(before);
      watchers.forEach(watcher -> watcher.removed(last));
    }
  }

  @Override
  public void answerCall(String entityId, String requestId, TaskOutcome outcome) {
    callers.answer(entityId, requestId, new OperationAnswer.Performed(outcome));
  }

  @Override
  public void suspect(ExecutionKey execution, String function, long sequence) {
    suspects.add(execution, function, sequence);
  }

  @Override
  public void suspectSettled(ExecutionKey execution, long sequence) {
    suspects.settled(execution, sequence);
  }

  @Override
  public void lost(int partition) {
    suspects.forget(instanceId -> partitionOf(instanceId) == partition);
    callers.refuse(
        entityId -> partitionOf(entityId) == partition,
        "The entity's partition was lost; whether the operation was performed is unknown");
  }

  @Override
  public void reopened(int partition) {
    env.execute(() -> waiters.lookAgain(instanceId -> partitionOf(instanceId) == partition));
    watchers.forEach(InstanceWatcher::gap);
  }

  /// Lets all partitions leave. Completes when they have, or when the store fails or they take too
  /// long.
  CompletableFuture<@Nullable Void> leave() {
    if (closed) {
      return left;
    }
    closed = true;
    dispatcher.close();
    List<CompletableFuture<?>> leaving = new ArrayList<>();
    for (PartitionHost host : hosts) {
      leaving.add(host.leave());
    }
    CompletableFuture<?> all = CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new));
    env.schedule(CLOSE_PATIENCE, () -> {
      if (left.complete(null)) {
        log.warn("Expected all partitions to leave within {}, but some did not", CLOSE_PATIENCE);
      }
    });
    CompletableFuture<?> unusedStage = CompletableFuture.anyOf(all, failure)
        .whenComplete((unused, problem) -> left.complete(null));
    return left;
  }

  /// Ends everything in order: partitions leave, the committer finishes, the store closes.
  void close() {
    if (ended) {
      return;
    }
    ended = true;
    leave().join();
    for (PartitionHost host : hosts) {
      host.stop();
    }
    committer.stop();
    try {
      store.close();
    } finally {
      // Now nobody can begin to wait any more who would not be refused by the store.
      refuseAll("The hub has stopped");
    }
  }

  private boolean all(Predicate<PartitionHost> condition) {
    for (PartitionHost host : hosts) {
      if (!condition.test(host)) {
        return false;
      }
    }
    return true;
  }

  private void refuseAll(String reason) {
    List<Question> open = new ArrayList<>(asked);
    for (Question question : open) {
      answer(question, new Outcome.Unavailable(reason));
    }
    callers.refuse(unused -> true, reason);
    waiters.failAll(new StoreException(StoreException.Reason.CLOSED, reason));
  }

  private void answer(Question question, Outcome outcome) {
    if (asked.remove(question)) {
      pending.decrementAndGet();
      question.answer.complete(outcome);
    }
  }

  /// A request that is not answered yet. It is compared by identity.
  private static final class Question {
    private final CompletableFuture<Outcome> answer;

    Question(CompletableFuture<Outcome> answer) {
      this.answer = answer;
    }
  }
}
