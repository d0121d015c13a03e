package dev.perdure.sdk;

import dev.perdure.model.ParentInstance;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// What an orchestrator may do. Its code runs again from the beginning whenever its instance was
/// unloaded, and must then ask for the same things in the same order; time, chance and ids
/// therefore come from here.
///
/// Contract of every method:
/// - it is called on the orchestrator's own thread; on any other it throws [IllegalStateException];
/// - it never blocks; only [Task#await()] does.
public interface TaskOrchestrationContext
    extends
      TypedActivityCalls,
      SubOrchestrationCalls,
      TypedEntityCalls {

  /// The name of the orchestrator.
  String getName();

  /// The id of the instance.
  String getInstanceId();

  /// The id of the present execution; continue-as-new begins a new one.
  String getExecutionId();

  /// The version of the instance, empty if it has none.
  String getVersion();

  /// The orchestration that started this one as its sub-orchestration, if any.
  Optional<ParentInstance> getParentInstance();

  /// The tags of the instance.
  Map<String, String> getTags();

  /// The input as the given type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @Nullable
  Object getInput(Type type);

  /// The input as the given class, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @SuppressWarnings({"unchecked", "NullAway"}) // A missing input is null, as Durable Task has it.
  default <V> V getInput(Class<V> type) {
    return (V) getInput((Type) type);
  }

  /// The input as the given generic type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @SuppressWarnings({"unchecked", "NullAway"}) // A missing input is null, as Durable Task has it.
  default <V> V getInput(TypeRef<V> type) {
    return (V) getInput(type.type());
  }

  /// The time. It stands still between two waits and is the same on every replay.
  Instant getCurrentInstant();

  /// Whether the code repeats what an earlier run did already.
  boolean getIsReplaying();

  /// A new UUID, the same on every replay: version 5 of RFC 9562, from the instance's id, the time
  /// and a counter, as in Durable Functions.
  UUID newUUID();

  /// A new random number generator that gives the same numbers on every replay.
  default RandomGenerator newRandom() {
    UUID seed = newUUID();
    return new Random(
        seed.getMostSignificantBits() ^ seed.getLeastSignificantBits()
            ^ getExecutionId().hashCode());
  }

  /// A logger that is silent while the code only repeats what it did already.
  default Logger createReplaySafeLogger(Logger logger) {
    return new ReplaySafeLogger(logger, this);
  }

  /// Waits for all of the tasks, which must be of this orchestrator. The new task ends when all
  /// have ended: with their values in the order of the tasks, or with
  /// [CompositeTaskFailedException] if any failed.
  <V extends @Nullable Object> Task<List<V>> allOf(List<Task<V>> tasks);

  /// Waits for all of the tasks, as the method with a list does.
  @SuppressWarnings("unchecked") // The array is only read.
  default <V extends @Nullable Object> Task<List<V>> allOf(Task<V>... tasks) {
    return allOf(Arrays.asList(tasks));
  }

  /// Waits for the first of the tasks to end, in whatever way. The new task's value is that task;
  /// the others go on.
  ///
  /// @throws IllegalArgumentException if there is no task
  Task<Task<?>> anyOf(List<? extends Task<?>> tasks);

  /// Waits for the first of the tasks, as the method with a list does.
  default Task<Task<?>> anyOf(Task<?>... tasks) {
    return anyOf(Arrays.asList(tasks));
  }

  /// Sets a durable timer, of any length.
  Task<@Nullable Void> createTimer(Instant fireAt);

  /// Sets a durable timer, of any length.
  default Task<@Nullable Void> createTimer(Duration delay) {
    return createTimer(getCurrentInstant().plus(delay));
  }

  /// Sets a durable timer, of any length.
  default Task<@Nullable Void> createTimer(ZonedDateTime fireAt) {
    return createTimer(fireAt.toInstant());
  }

  /// Waits for an external event. Names are compared without regard to case. Events that nobody
  /// waits for are kept; of several waits for a name the eldest gets the first event.
  ///
  /// @param name the name of the event
  /// @param timeout how long to wait, null for without end; then the task is cancelled, and at once
  ///     for zero if no event is there. A wait that timed out takes no event.
  /// @param type the type of the event's data
  <V extends @Nullable Object> Task<V> waitForExternalEvent(
      String name, @Nullable Duration timeout, Type type);

  /// Waits for an external event with data of the given class, at most for the given time.
  default <V> Task<V> waitForExternalEvent(String name, Duration timeout, Class<V> type) {
    return waitForExternalEvent(name, timeout, (Type) type);
  }

  /// Waits for an external event with data of the given generic type, at most for the given time.
  default <V extends @Nullable Object> Task<V> waitForExternalEvent(
      String name, Duration timeout, TypeRef<V> type) {
    return waitForExternalEvent(name, timeout, type.type());
  }

  /// Waits for an external event with data of the given class.
  default <V> Task<V> waitForExternalEvent(String name, Class<V> type) {
    return waitForExternalEvent(name, null, (Type) type);
  }

  /// Waits for an external event with data of the given generic type.
  default <V extends @Nullable Object> Task<V> waitForExternalEvent(String name, TypeRef<V> type) {
    return waitForExternalEvent(name, null, type.type());
  }

  /// Waits for an external event without data, at most for the given time.
  default Task<@Nullable Void> waitForExternalEvent(String name, Duration timeout) {
    return waitForExternalEvent(name, timeout, (Type) Void.class);
  }

  /// Waits for an external event without data.
  default Task<@Nullable Void> waitForExternalEvent(String name) {
    return waitForExternalEvent(name, null, (Type) Void.class);
  }

  /// Sends an external event to another instance; nothing happens if there is none.
  void sendEvent(String instanceId, String eventName, @Nullable Object data);

  /// Sends an external event without data.
  default void sendEvent(String instanceId, String eventName) {
    sendEvent(instanceId, eventName, null);
  }

  /// Ends this execution and begins the next one of the instance with an empty history, keeping
  /// external events that nobody has received. Does not return.
  default void continueAsNew(@Nullable Object input) {
    continueAsNew(input, true);
  }

  /// Ends this execution and begins the next one of the instance with an empty history. Does not
  /// return: the code is left by an `Error`, which runs `finally` blocks and escapes
  /// `catch (Exception e)`.
  ///
  /// @param preserveUnprocessedEvents whether external events that nobody has received are kept, in
  ///     their order
  void continueAsNew(@Nullable Object input, boolean preserveUnprocessedEvents);

  /// Sets the output of the orchestrator in place of its return value. The code goes on.
  void complete(@Nullable Object output);

  /// Sets the custom status that clients see. It is stored when the orchestrator waits or ends.
  void setCustomStatus(Object customStatus);

  /// Removes the custom status.
  void clearCustomStatus();
}
