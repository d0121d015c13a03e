package dev.perdure.testing.simulation.program;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.json.EntityJson;
import dev.perdure.model.work.TurnResult;
import dev.perdure.testing.simulation.chance.Choices;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says some of what orchestrators ask of entities in the older form, as external events. What they
/// ask and hear is the same in either form, and so is what the judges read.
public final class OlderForm {
  private final Choices choices;

  /// A worker that speaks in one form or the other as is chosen.
  public OlderForm(Choices choices) {
    this.choices = choices;
  }

  /// The history as it is meant.
  public static List<HistoryEvent> meant(List<HistoryEvent> events) {
    return events.stream().map(OlderForm::meant).toList();
  }

  /// The event as it is meant.
  public static HistoryEvent meant(HistoryEvent event) {
    EventBody meant = EntityJson.meant(event.body());
    return meant.equals(event.body())
        ? event
        : new HistoryEvent(event.eventId(), event.timestamp(), meant);
  }

  /// The same result in other words.
  ///
  /// @param sightings takes note of what was said in the older form
  public TurnResult of(TurnResult result, Consumer<String> sightings) {
    return new TurnResult(
        result.actions().stream().map(action -> of(action, sightings)).toList(),
        result.customStatus(), result.eventsProcessed());
  }

  private Action of(Action action, Consumer<String> sightings) {
    Action older = older(action);
    if (older == null || choices.below(3) < 2) {
      return action;
    }
    sightings.accept("- older form: " + action.getClass().getSimpleName());
    return older;
  }

  private static @Nullable Action older(Action action) {
    return switch (action) {
      case Action.SignalEntity it -> operation(
          it.id(), it.signal().targetInstanceId(), it.signal().scheduledTime(),
          fields(it.signal().requestId(), it.signal().operation(), it.signal().input())
              + ",\"signal\":true");
      case Action.CallEntity it -> operation(
          it.id(), it.call().targetInstanceId(), it.call().scheduledTime(),
          fields(it.call().requestId(), it.call().operation(), it.call().input()));
      case Action.LockEntities it -> lock(it.id(), it.request());
      case Action.UnlockEntity it -> event(
          it.id(), it.unlock().targetInstanceId(), "release",
          "\"id\":" + quoted(it.unlock().criticalSectionId()));
      default -> null;
    };
  }

  private static Action operation(
      int id, @Nullable String entity, @Nullable Instant due, String fields) {
    return due == null
        ? event(id, entity, "op", fields)
        : event(id, entity, "op@" + due, fields + ",\"due\":\"" + due + "\"");
  }

  private static String fields(String requestId, String operation, @Nullable String input) {
    return "\"id\":" + quoted(requestId) + ",\"op\":" + quoted(operation)
        + (input == null ? "" : ",\"input\":" + quoted(input));
  }

  private static Action lock(int id, EventBody.EntityLockRequested request) {
    String set = request.lockSet().stream().map(EntityId::parse)
        .map(it -> "{\"name\":" + quoted(it.name()) + ",\"key\":" + quoted(it.key()) + "}")
        .collect(Collectors.joining(","));
    return event(
        id, request.lockSet().get(0), "op",
        "\"id\":" + quoted(request.criticalSectionId()) + ",\"op\":null,\"lockset\":[" + set
            + "],\"pos\":0");
  }

  private static Action event(int id, @Nullable String entity, String name, String fields) {
    return new Action.SendEvent(id, String.valueOf(entity), name, "{" + fields + "}");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
