package dev.perdure.model.json;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.EventBody.EntityLockGranted;
import dev.perdure.model.EventBody.EntityLockRequested;
import dev.perdure.model.EventBody.EntityOperationCalled;
import dev.perdure.model.EventBody.EntityOperationCompleted;
import dev.perdure.model.EventBody.EntityOperationFailed;
import dev.perdure.model.EventBody.EntityOperationSignaled;
import dev.perdure.model.EventBody.EntityUnlockSent;
import dev.perdure.model.EventBody.EventRaised;
import dev.perdure.model.EventBody.EventSent;
import dev.perdure.model.FailureDetails;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The older form of the messages between orchestrations and entities: external events with JSON
/// texts, which the plain .NET worker and workers on DurableTask.Core send and expect. An event
/// `op`, or `op@` and a time, to `@name@key` is an operation or a lock request, and an event
/// `release` gives a lock up. An answer is an event that has the request's id as its name.
///
/// Who asks in this form says so too, but is not asked: an orchestration speaks for itself alone.
public final class EntityJson {

  /// What an answer says that grants a lock request.
  static final String GRANTED = "Lock Acquisition Completed";

  private static final String OPERATION = "op";
  private static final String OPERATION_AT = "op@";
  private static final String RELEASE = "release";

  private EntityJson() {}

  /// What is said with an event: of a message to an entity in the older form, and of an entity's
  /// answer, the event of the newer form. Any other event, and one that cannot be read, means
  /// itself.
  public static EventBody meant(EventBody event) {
    try {
      return switch (event) {
        case EventSent sent when isMessage(sent) -> read(sent);
        case EventRaised raised when raised.answer() -> read(raised);
        default -> event;
      };
    } catch (JsonReader.JsonException e) {
      return event;
    }
  }

  /// Says what is wrong with a message to an entity in the older form, or null if nothing is, or if
  /// the event is no such message.
  public static @Nullable String problem(EventSent sent) {
    if (isMessage(sent)) {
      try {
        EventBody unused = read(sent);
      } catch (JsonReader.JsonException e) {
        return "Expected the event '" + sent.name() + "' to an entity to carry a message for it,"
            + " but it cannot be read: " + e.getMessage();
      }
    }
    return null;
  }

  /// An entity's answer in the older form.
  ///
  /// @param answer an [EntityOperationCompleted], [EntityOperationFailed] or [EntityLockGranted];
  ///     nothing else is an answer
  public static EventRaised answer(EventBody answer) {
    return switch (answer) {
      case EntityOperationCompleted completed ->
        answer(completed.requestId(), completed.output(), null);
      case EntityOperationFailed failed ->
        answer(failed.requestId(), failed.failure().message(), failed.failure());
      case EntityLockGranted granted -> answer(granted.criticalSectionId(), GRANTED, null);
      default -> throw new IllegalArgumentException(
          "Expected an entity's answer, but got " + answer);
    };
  }

  private static EventRaised answer(
      String name, @Nullable String result, @Nullable FailureDetails failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("result", result);
    if (failure != null) {
      fields.put("exceptionType", failure.errorType());
      fields.put("failureDetails", details(failure));
    }
    return new EventRaised(name, JsonWriter.write(fields), true);
  }

  private static Map<String, @Nullable Object> details(FailureDetails failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ErrorType", failure.errorType());
    fields.put("ErrorMessage", failure.message());
    fields.put("StackTrace", failure.stackTrace());
    FailureDetails inner = failure.innerFailure();
    fields.put("InnerFailure", inner == null ? null : details(inner));
    fields.put("IsNonRetriable", failure.nonRetriable());
    if (!failure.properties().isEmpty()) {
      fields.put("Properties", failure.properties());
    }
    return fields;
  }

  private static boolean isMessage(EventSent sent) {
    String name = sent.name();
    return EntityId.isEntity(sent.instanceId())
        && (name.equals(OPERATION) || name.startsWith(OPERATION_AT) || name.equals(RELEASE));
  }

  private static EventBody read(EventSent sent) throws JsonReader.JsonException {
    Map<String, @Nullable Object> fields = fields(sent.input());
    String id = text(fields, "id");
    if (id == null || id.isEmpty()) {
      throw missing("an 'id'");
    }
    String target = entity(sent.instanceId());
    if (sent.name().equals(RELEASE)) {
      return new EntityUnlockSent(id, null, target);
    }
    String operation = text(fields, "op");
    if (operation == null) {
      return new EntityLockRequested(id, lockSet(fields.get("lockset")), 0, null);
    }
    Instant due = due(sent.name(), text(fields, "due"));
    String input = text(fields, "input");
    return Boolean.TRUE.equals(fields.get("signal"))
        ? new EntityOperationSignaled(id, operation, due, input, target)
        : new EntityOperationCalled(id, operation, due, input, null, target);
  }

  /// The text has the time that is meant; the name may have an earlier one, since some backends
  /// cannot wait long.
  private static @Nullable Instant due(String name, @Nullable String due)
      throws JsonReader.JsonException {
    if (due != null) {
      return time(due);
    }
    return name.startsWith(OPERATION_AT) ? time(name.substring(OPERATION_AT.length())) : null;
  }

  private static Instant time(String text) throws JsonReader.JsonException {
    try {
      TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME
          .parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime known
          ? known.toInstant()
          : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw missing("a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static List<String> lockSet(@Nullable Object value) throws JsonReader.JsonException {
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw missing("an 'op' or a 'lockset'");
    }
    List<String> entities = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> entity)
          || !(entity.get("name") instanceof String name)
          || !(entity.get("key") instanceof String key)) {
        throw missing("a 'name' and a 'key' of each entity");
      }
      entities.add(new EntityId(name, key).instanceId());
    }
    return entities;
  }

  /// The entity's id with its name in lower case, as far as it has one.
  private static String entity(String instanceId) {
    int end = instanceId.indexOf('@', 1);
    return end < 0
        ? instanceId
        : new EntityId(instanceId.substring(1, end), instanceId.substring(end + 1)).instanceId();
  }

  private static EventBody read(EventRaised answer) throws JsonReader.JsonException {
    Map<String, @Nullable Object> fields = fields(answer.input());
    String result = text(fields, "result");
    String errorType = text(fields, "exceptionType");
    if (errorType != null) {
      return new EntityOperationFailed(
          answer.name(), FailureDetails.of(errorType, result == null ? "" : result));
    }
    return GRANTED.equals(result)
        ? new EntityLockGranted(answer.name())
        : new EntityOperationCompleted(answer.name(), result);
  }

  private static Map<String, @Nullable Object> fields(@Nullable String text)
      throws JsonReader.JsonException {
    if (text == null) {
      throw missing("a JSON object");
    }
    return JsonReader.readObject(text);
  }

  private static @Nullable String text(Map<String, @Nullable Object> fields, String name)
      throws JsonReader.JsonException {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw missing("a text as '" + name + "'");
    }
    return (String) value;
  }

  private static JsonReader.JsonException missing(String what) {
    return new JsonReader.JsonException("Expected " + what);
  }
}
