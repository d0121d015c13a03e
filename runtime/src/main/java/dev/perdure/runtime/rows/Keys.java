package dev.perdure.runtime.rows;

import dev.perdure.engine.state.Lane;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// The keys of a partition's rows. The first byte is the family; a family's number never changes
/// its meaning.
public final class Keys {
  private static final byte META = 0x01;
  private static final byte INSTANCE = 0x10;
  private static final byte STATUS_INDEX = 0x11;
  private static final byte NAME_INDEX = 0x12;
  private static final byte TAG_INDEX = 0x13;
  private static final byte ENTITY = 0x14;
  private static final byte ENTITY_STATE = 0x15;
  private static final byte HISTORY = 0x20;
  private static final byte MAIL = 0x21;
  private static final byte ACTIVITY = 0x22;
  private static final byte WAIT = 0x23;
  private static final byte TIMER = 0x24;
  private static final byte OPERATION = 0x25;
  private static final byte OWNED_OPERATION = 0x26;
  private static final byte DELAYED = 0x27;
  private static final byte OUTBOX = 0x30;
  private static final byte SENT = 0x31;
  private static final byte RECEIVED = 0x32;
  private static final byte REQUEST = 0x33;
  private static final byte CALL_ANSWER = 0x34;

  /// Beside the status in its index: the instance is at work.
  private static final int AT_WORK = 0x80;

  private Keys() {}

  /// What the key of a timer says.
  ///
  /// @param due when it is due, rounded up to a microsecond
  /// @param instanceId whose it is
  /// @param sequence the instance's number for it
  public record TimerKey(Instant due, String instanceId, long sequence) {

    /// The key of a timer that is due at an instant of any precision.
    public static TimerKey of(Instant due, String instanceId, long sequence) {
      return new TimerKey(ofMicros(micros(due)), instanceId, sequence);
    }
  }

  /// A row about the partition itself.
  public static byte[] meta(String name) {
    return new KeyWriter(META, name.length()).lastText(name).done();
  }

  /// An instance's row.
  public static byte[] instance(String instanceId) {
    return new KeyWriter(INSTANCE, instanceId.length()).lastText(instanceId).done();
  }

  /// An entry of the index by (status, created, id). Those at work are a part of their own, so that
  /// a new owner finds them without looking at all that wait.
  ///
  /// @param atWork whether the instance's row holds open activities
  public static byte[] byStatus(
      OrchestrationStatus status, boolean atWork, Instant created, String instanceId) {
    return new KeyWriter(STATUS_INDEX, 9 + instanceId.length())
        .octet(status.number() | (atWork ? AT_WORK : 0)).instant(created).lastText(instanceId)
        .done();
  }

  /// The part of the status index with all instances at work, whatever their status.
  public static byte[] allAtWork() {
    return new byte[]{STATUS_INDEX, (byte) AT_WORK};
  }

  /// The first key after all instances at work.
  public static byte[] afterAtWork() {
    return new byte[]{STATUS_INDEX + 1};
  }

  /// An entry of the index by (name, created, id).
  public static byte[] byName(String name, Instant created, String instanceId) {
    return new KeyWriter(NAME_INDEX, 10 + name.length() + instanceId.length())
        .text(name).instant(created).lastText(instanceId).done();
  }

  /// An entry of the index by (tag, value, created, id).
  public static byte[] byTag(String tag, String value, Instant created, String instanceId) {
    return new KeyWriter(TAG_INDEX, 12 + tag.length() + value.length() + instanceId.length())
        .text(tag).text(value).instant(created).lastText(instanceId).done();
  }

  /// The instant in microseconds of the epoch, as keys hold it: rounded up.
  public static long micros(Instant instant) {
    return KeyWriter.micros(instant);
  }

  /// The creation time in an index entry, in microseconds of the epoch.
  public static long indexedTime(byte[] indexKey, int prefixLength) {
    long ordered = 0;
    for (int i = 0; i < 8; i++) {
      ordered = (ordered << 8) | (indexKey[prefixLength + i] & 0xFF);
    }
    return ordered ^ Long.MIN_VALUE;
  }

  /// The instance id at the end of an index entry.
  public static String indexedId(byte[] indexKey, int prefixLength) {
    return textFrom(indexKey, prefixLength + 8);
  }

  /// The instance id of an entry of the status index.
  public static String statusId(byte[] key) {
    return indexedId(key, 2);
  }

  /// The part of the status index that one status takes, at work or not.
  public static byte[] statusPrefix(OrchestrationStatus status, boolean atWork) {
    return new KeyWriter(STATUS_INDEX, 1).octet(status.number() | (atWork ? AT_WORK : 0)).done();
  }

  /// The part of the name index that one name takes.
  public static byte[] namePrefix(String name) {
    return new KeyWriter(NAME_INDEX, name.length() + 2).text(name).done();
  }

  /// The part of the tag index that one tag takes.
  public static byte[] tagPrefix(String tag, String value) {
    return new KeyWriter(TAG_INDEX, tag.length() + value.length() + 4).text(tag).text(value)
        .done();
  }

  /// An index prefix continued by a creation time.
  public static byte[] at(byte[] prefix, long micros) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + 8);
    long ordered = micros ^ Long.MIN_VALUE;
    for (int i = 0; i < 8; i++) {
      key[prefix.length + i] = (byte) (ordered >>> (56 - 8 * i));
    }
    return key;
  }

  /// An index prefix continued by a creation time and an id.
  public static byte[] at(byte[] prefix, long micros, String instanceId) {
    byte[] id = instanceId.getBytes(StandardCharsets.UTF_8);
    byte[] time = at(prefix, micros);
    byte[] key = Arrays.copyOf(time, time.length + id.length);
    System.arraycopy(id, 0, key, time.length, id.length);
    return key;
  }

  /// An entity's row.
  public static byte[] entity(String instanceId) {
    return new KeyWriter(ENTITY, instanceId.length()).lastText(instanceId).done();
  }

  /// Where the family of entities begins; their keys go on with the id and nothing else.
  public static byte[] allEntities() {
    return new byte[]{ENTITY};
  }

  /// The id of an entity's row.
  public static String entityId(byte[] key) {
    return textFrom(key, 1);
  }

  /// An entity's state.
  public static byte[] entityState(String instanceId) {
    return new KeyWriter(ENTITY_STATE, instanceId.length()).lastText(instanceId).done();
  }

  /// An operation in one of an entity's queues.
  public static byte[] operation(Lane lane, String instanceId, long number) {
    return numbered(family(lane), instanceId, number);
  }

  /// All operations in one of an entity's queues begin with this.
  public static byte[] operationPrefix(Lane lane, String instanceId) {
    return prefix(family(lane), instanceId);
  }

  /// Where a family of operations begins.
  public static byte[] allOperations(Lane lane) {
    return new byte[]{family(lane)};
  }

  private static byte family(Lane lane) {
    return switch (lane) {
      case QUEUE -> OPERATION;
      case OWNED -> OWNED_OPERATION;
    };
  }

  /// An entity's operation that waits for its time.
  public static byte[] delayed(String instanceId, long sequence) {
    return numbered(DELAYED, instanceId, sequence);
  }

  /// All operations of an entity that wait for their time begin with this.
  public static byte[] delayedPrefix(String instanceId) {
    return prefix(DELAYED, instanceId);
  }

  /// The name under which a client's named event is remembered. It is none that a client can
  /// choose, so that a start that was named alike is not taken for the event.
  public static String eventName(String requestId) {
    return requestId + "\0event";
  }

  /// The name under which a client's named call of an entity is remembered. It is none that a
  /// client can choose, so that a signal that was named alike is not taken for the call.
  public static String callName(String requestId) {
    return requestId + "\0call";
  }

  /// The answer to a client's named call of an entity, by its [#callName].
  public static byte[] callAnswer(String instanceId, String requestId) {
    return callAnswer(request(instanceId, requestId));
  }

  /// The answer to the call that a client's request made, if it made one.
  public static byte[] callAnswer(byte[] requestKey) {
    byte[] key = requestKey.clone();
    key[0] = CALL_ANSWER;
    return key;
  }

  /// A row of an execution's history.
  public static byte[] history(ExecutionKey execution, int row) {
    return historyKey(execution).number(row).done();
  }

  /// All rows of an execution's history begin with this.
  public static byte[] historyPrefix(ExecutionKey execution) {
    return historyKey(execution).done();
  }

  /// A mail.
  public static byte[] mail(String instanceId, long number) {
    return numbered(MAIL, instanceId, number);
  }

  /// All mails of an instance begin with this.
  public static byte[] mailPrefix(String instanceId) {
    return prefix(MAIL, instanceId);
  }

  /// An open activity.
  public static byte[] activity(String instanceId, long sequence) {
    return numbered(ACTIVITY, instanceId, sequence);
  }

  /// All open activities of an instance begin with this.
  public static byte[] activityPrefix(String instanceId) {
    return prefix(ACTIVITY, instanceId);
  }

  /// An open timer or sub-orchestration of an instance.
  public static byte[] waiting(String instanceId, long sequence) {
    return numbered(WAIT, instanceId, sequence);
  }

  /// All open timers and sub-orchestrations of an instance begin with this.
  public static byte[] waitingPrefix(String instanceId) {
    return prefix(WAIT, instanceId);
  }

  /// An entry of the timers by due time.
  public static byte[] timer(Instant due, String instanceId, long sequence) {
    return new KeyWriter(TIMER, 18 + instanceId.length())
        .instant(due).text(instanceId).number(sequence).done();
  }

  /// Where the family of timers begins.
  public static byte[] allTimers() {
    return new byte[]{TIMER};
  }

  /// Takes the key of a timer apart.
  public static TimerKey timerKey(byte[] key) {
    return new TimerKey(ofMicros(indexedTime(key, 1)), leadingText(key, 9), lastNumber(key));
  }

  /// Where the timers begin that are due at the given instant or later.
  public static byte[] timersFrom(Instant due) {
    return new KeyWriter(TIMER, 8).instant(due).done();
  }

  /// A message on its way to another partition.
  public static byte[] outbox(int destination, long sequence) {
    return new KeyWriter(OUTBOX, 12).number(destination).number(sequence).done();
  }

  /// The number of the last message sent to a partition.
  public static byte[] sent(int destination) {
    return new KeyWriter(SENT, 4).number(destination).done();
  }

  /// The number of the last message taken from a partition.
  public static byte[] received(int sender) {
    return new KeyWriter(RECEIVED, 4).number(sender).done();
  }

  /// The answer to a client's request.
  public static byte[] request(String instanceId, String requestId) {
    return new KeyWriter(REQUEST, 2 + instanceId.length() + requestId.length())
        .text(instanceId).lastText(requestId).done();
  }

  /// Where the family of client requests begins.
  public static byte[] allRequests() {
    return new byte[]{REQUEST};
  }

  /// Where the family of mails begins.
  public static byte[] allMails() {
    return new byte[]{MAIL};
  }

  /// Where the family of open activities begins.
  public static byte[] allActivities() {
    return new byte[]{ACTIVITY};
  }

  /// Where the family of outbox rows begins.
  public static byte[] allOutbox() {
    return new byte[]{OUTBOX};
  }

  /// The first key after all keys that begin with the prefix.
  public static byte[] after(byte[] prefix) {
    byte[] next = prefix.clone();
    for (int i = next.length - 1; i >= 0; i--) {
      if (next[i] != (byte) 0xFF) {
        next[i]++;
        return Arrays.copyOf(next, i + 1);
      }
    }
    throw new IllegalStateException("Expected a key prefix with a successor, but all is 0xFF");
  }

  /// The instance id at the front of a key of mails, activities or waits.
  public static String leadingId(byte[] key) {
    return leadingText(key, 1);
  }

  /// The length-prefixed text at an offset of a key.
  public static String leadingText(byte[] key, int offset) {
    int length = ((key[offset] & 0xFF) << 8) | (key[offset + 1] & 0xFF);
    return new String(key, offset + 2, length, StandardCharsets.UTF_8);
  }

  /// The four-byte number at an offset of a key.
  public static int numberAt(byte[] key, int offset) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = (number << 8) | (key[offset + i] & 0xFF);
    }
    return number;
  }

  /// The eight-byte number at the end of a key.
  public static long lastNumber(byte[] key) {
    return indexedTime(key, key.length - 8);
  }

  private static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  private static String textFrom(byte[] key, int offset) {
    return new String(key, offset, key.length - offset, StandardCharsets.UTF_8);
  }

  private static KeyWriter historyKey(ExecutionKey execution) {
    return new KeyWriter(
        HISTORY, 8 + execution.instanceId().length() + execution.executionId().length())
        .text(execution.instanceId()).text(execution.executionId());
  }

  private static byte[] numbered(byte family, String instanceId, long number) {
    return new KeyWriter(family, 10 + instanceId.length()).text(instanceId).number(number).done();
  }

  private static byte[] prefix(byte family, String instanceId) {
    return new KeyWriter(family, 2 + instanceId.length()).text(instanceId).done();
  }
}
