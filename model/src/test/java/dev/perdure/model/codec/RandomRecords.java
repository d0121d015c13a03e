package dev.perdure.model.codec;

import dev.perdure.model.Action;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Events and actions at random from a seed.
final class RandomRecords {
  private static final OrchestrationStatus[] STATUSES = OrchestrationStatus.values();

  private final Random random;

  RandomRecords(long seed) {
    random = new Random(seed);
  }

  HistoryEvent event() {
    return new HistoryEvent(number(), instant(), body());
  }

  EventBody body() {
    return switch (random.nextInt(24)) {
      case 0 -> new EventBody.ExecutionStarted(execution(), function(), maybe(this::text),
          maybe(this::parent), maybe(this::instant), maybe(this::trace), tags());
      case 1 -> new EventBody.ExecutionCompleted(STATUSES[random.nextInt(STATUSES.length)],
          maybe(this::text), maybe(() -> failure(3)));
      case 2 -> new EventBody.ExecutionTerminated(maybe(this::text), random.nextBoolean());
      case 3 -> new EventBody.ExecutionSuspended(maybe(this::text));
      case 4 -> new EventBody.ExecutionResumed(maybe(this::text));
      case 5 -> new EventBody.ExecutionRewound(maybe(this::text));
      case 6 -> new EventBody.OrchestratorStarted();
      case 7 -> new EventBody.TaskScheduled(
          function(), maybe(this::text), maybe(this::trace), tags());
      case 8 -> new EventBody.TaskCompleted(number(), maybe(this::text));
      case 9 -> new EventBody.TaskFailed(number(), failure(3));
      case 10 -> new EventBody.SubOrchestrationCreated(
          text(), function(), maybe(this::text), maybe(this::trace), tags());
      case 11 -> new EventBody.SubOrchestrationCompleted(number(), maybe(this::text));
      case 12 -> new EventBody.SubOrchestrationFailed(number(), failure(3));
      case 13 -> new EventBody.TimerCreated(instant());
      case 14 -> new EventBody.TimerFired(number(), instant());
      case 15 -> new EventBody.EventSent(text(), text(), maybe(this::text));
      case 16 -> signal();
      case 17 -> call();
      case 18 -> new EventBody.EntityOperationCompleted(text(), maybe(this::text));
      case 19 -> new EventBody.EntityOperationFailed(text(), failure(3));
      case 20 -> lockRequest();
      case 21 -> new EventBody.EntityLockGranted(text());
      case 22 -> unlock();
      default -> new EventBody.EventRaised(text(), maybe(this::text), random.nextBoolean());
    };
  }

  Action action() {
    return switch (random.nextInt(12)) {
      case 0 -> new Action.ScheduleTask(
          number(), function(), maybe(this::text), maybe(this::trace), tags());
      case 1 -> new Action.CreateSubOrchestration(
          number(), text(), function(), maybe(this::text), maybe(this::trace), tags());
      case 2 -> new Action.CreateTimer(number(), instant());
      case 3 -> new Action.CancelTimer(number(), number());
      case 4 -> new Action.SendEvent(number(), text(), text(), maybe(this::text));
      case 5 -> new Action.CompleteOrchestration(number(), OrchestrationStatus.COMPLETED,
          maybe(this::text), maybe(() -> failure(3)), some(this::number));
      case 6 -> new Action.SignalEntity(number(), signal());
      case 7 -> new Action.CallEntity(number(), call());
      case 8 -> new Action.LockEntities(number(), lockRequest());
      case 9 -> new Action.UnlockEntity(number(), unlock());
      case 10 -> new Action.TerminateOrchestration(
          number(), text(), maybe(this::text), random.nextBoolean());
      default -> new Action.ContinueAsNew(
          number(), maybe(this::text), maybe(this::text), some(this::event));
    };
  }

  private EventBody.EntityOperationSignaled signal() {
    return new EventBody.EntityOperationSignaled(
        text(), text(), maybe(this::instant), maybe(this::text), maybe(this::text));
  }

  private EventBody.EntityOperationCalled call() {
    return new EventBody.EntityOperationCalled(text(), text(), maybe(this::instant),
        maybe(this::text), maybe(this::caller), maybe(this::text));
  }

  private EventBody.EntityLockRequested lockRequest() {
    return new EventBody.EntityLockRequested(
        text(), some(this::text), number(), maybe(this::caller));
  }

  private EventBody.EntityUnlockSent unlock() {
    return new EventBody.EntityUnlockSent(text(), maybe(this::caller), maybe(this::text));
  }

  private EntityCaller caller() {
    return new EntityCaller(execution(), random.nextLong() >> random.nextInt(64));
  }

  <T> List<T> some(Supplier<T> supplier) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(supplier.get());
    }
    return list;
  }

  private int number() {
    return random.nextInt() >> random.nextInt(32);
  }

  private Instant instant() {
    long seconds = (random.nextLong() >> random.nextInt(64)) % Instant.MAX.getEpochSecond();
    return Instant.ofEpochSecond(seconds, random.nextInt(4) == 0 ? 0 : random.nextInt(1000000000));
  }

  String text() {
    int[] ranges = {0x80, 0x80, 0x100, 0x1000, 0x110000};
    int range = ranges[random.nextInt(ranges.length)];
    int length = random.nextInt(1 << random.nextInt(10));
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int c = random.nextInt(range);
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        text.appendCodePoint(c);
      }
    }
    return text.toString();
  }

  private FunctionRef function() {
    return new FunctionRef(text(), maybe(this::text));
  }

  private ExecutionKey execution() {
    return new ExecutionKey(text(), text());
  }

  private ParentInstance parent() {
    long sequence = random.nextLong() >> random.nextInt(64);
    return new ParentInstance(execution(), function(), number(), sequence);
  }

  private TraceContext trace() {
    return new TraceContext(text(), maybe(this::text));
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new HashMap<>();
    some(this::text).forEach(key -> tags.put(key, text()));
    return tags;
  }

  private FailureDetails failure(int causes) {
    FailureDetails cause = causes == 0 ? null : maybe(() -> failure(causes - 1));
    return new FailureDetails(
        text(), text(), maybe(this::text), cause, random.nextBoolean(), properties(3));
  }

  private Map<String, @Nullable Object> properties(int depth) {
    Map<String, @Nullable Object> properties = new HashMap<>();
    for (String key : some(this::text)) {
      properties.put(key, property(depth));
    }
    return properties;
  }

  private @Nullable Object property(int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextBoolean() ? 0.0 : Double.longBitsToDouble(random.nextLong());
      case 3 -> text();
      case 4 -> properties(depth - 1);
      default -> new ArrayList<>(properties(depth - 1).values());
    };
  }

  private <T> @Nullable T maybe(Supplier<T> supplier) {
    return random.nextBoolean() ? supplier.get() : null;
  }
}
