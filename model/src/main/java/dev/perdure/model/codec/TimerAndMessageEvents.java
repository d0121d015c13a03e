package dev.perdure.model.codec;

import dev.perdure.model.EventBody.EventRaised;
import dev.perdure.model.EventBody.EventSent;
import dev.perdure.model.EventBody.TimerCreated;
import dev.perdure.model.EventBody.TimerFired;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The messages that tell of timers and external events, and those that are only a text. That an
/// external event is an entity's answer has a number of ours, which others skip: the `bool` 1001.
final class TimerAndMessageEvents {
  private static final int ANSWER = 1001;

  private TimerAndMessageEvents() {}

  static void write(TimerCreated event, WireWriter writer) {
    writer.writeTimestamp(1, event.fireAt());
  }

  static TimerCreated readCreated(WireReader reader) {
    Instant fireAt = Instant.EPOCH;
    while (reader.next()) {
      if (reader.field() == 1) {
        fireAt = reader.readTimestamp();
      } else {
        reader.skip();
      }
    }
    return new TimerCreated(fireAt);
  }

  static void write(TimerFired event, WireWriter writer) {
    writer.writeTimestamp(1, event.fireAt());
    writer.writeInt32(2, event.timerId());
  }

  static TimerFired readFired(WireReader reader) {
    Instant fireAt = Instant.EPOCH;
    int timerId = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> fireAt = reader.readTimestamp();
        case 2 -> timerId = reader.readInt32();
        default -> reader.skip();
      }
    }
    return new TimerFired(timerId, fireAt);
  }

  static void write(EventSent event, WireWriter writer) {
    writer.writeString(1, event.instanceId());
    writer.writeString(2, event.name());
    writer.writeStringValue(3, event.input());
  }

  static EventSent readSent(WireReader reader) {
    String instanceId = "";
    String name = "";
    String input = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> name = reader.readString();
        case 3 -> input = reader.readStringValue();
        default -> reader.skip();
      }
    }
    return new EventSent(instanceId, name, input);
  }

  static void write(EventRaised event, WireWriter writer) {
    writer.writeString(1, event.name());
    writer.writeStringValue(2, event.input());
    writer.writeBool(ANSWER, event.answer());
  }

  static EventRaised readRaised(WireReader reader) {
    String name = "";
    String input = null;
    boolean answer = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.readString();
        case 2 -> input = reader.readStringValue();
        case ANSWER -> answer = reader.readBool();
        default -> reader.skip();
      }
    }
    return new EventRaised(name, input, answer);
  }

  /// Reads a message whose one field is a wrapped text.
  static @Nullable String readText(WireReader reader) {
    String text = null;
    while (reader.next()) {
      if (reader.field() == 1) {
        text = reader.readStringValue();
      } else {
        reader.skip();
      }
    }
    return text;
  }
}
