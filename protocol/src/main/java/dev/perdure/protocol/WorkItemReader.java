package dev.perdure.protocol;

import dev.perdure.model.EntityId;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the protocol's `WorkItem` for a worker of ours, which fetches histories by itself.
public final class WorkItemReader {
  private static final String NO_FUNCTION = "";

  private WorkItemReader() {}

  /// An item and the token to answer it with.
  ///
  /// @param item the item, absent for a message that only says that the worker is connected
  /// @param token names the dispatch on the wire
  public record Received(@Nullable WorkItem item, String token) {}

  /// Reads the message.
  ///
  /// @param number tells the dispatches of the worker apart
  /// @throws dev.perdure.model.codec.CodecException if it is malformed
  public static Received read(byte[] bytes, long number) {
    WireReader reader = new WireReader(bytes);
    WorkItem item = null;
    String token = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          int outer = reader.enter();
          item = readTurn(reader, number);
          reader.leave(outer);
        }
        case 2 -> {
          int outer = reader.enter();
          item = readActivity(reader, number);
          reader.leave(outer);
        }
        case 5 -> {
          int outer = reader.enter();
          item = readEntity(reader, number);
          reader.leave(outer);
        }
        case 10 -> token = reader.readString();
        default -> reader.skip();
      }
    }
    return new Received(item, token);
  }

  private static WorkItem.Turn readTurn(WireReader reader, long number) {
    String instanceId = "";
    String executionId = "";
    List<HistoryEvent> newEvents = new ArrayList<>();
    long incarnation = 0;
    int events = 0;
    String name = NO_FUNCTION;
    String version = null;
    OrchestrationSpan span = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> executionId = reader.readStringValue();
        case 4 -> {
          int outer = reader.enter();
          newEvents.add(HistoryEventCodec.decode(reader));
          reader.leave(outer);
        }
        case 8 -> span = SharedMessages.readSpan(reader);
        case WorkItemWriter.INCARNATION -> incarnation = reader.readInt64();
        case WorkItemWriter.EVENTS -> events = reader.readInt32();
        case WorkItemWriter.NAME -> name = reader.readString();
        case WorkItemWriter.VERSION -> version = reader.readStringValue();
        default -> reader.skip();
      }
    }
    ExecutionKey execution = new ExecutionKey(instanceId, executionId);
    return new WorkItem.Turn(
        new WorkToken(execution, number, incarnation, 1), new FunctionRef(name, version),
        new HistoryPosition(incarnation, events), newEvents, span);
  }

  private static WorkItem.Activity readActivity(WireReader reader, long number) {
    String name = "";
    String version = null;
    String input = null;
    ExecutionKey execution = new ExecutionKey("", "");
    int taskId = 0;
    TraceContext trace = null;
    Map<String, String> tags = new HashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.readString();
        case 2 -> version = reader.readStringValue();
        case 3 -> input = reader.readStringValue();
        case 4 -> execution = SharedMessages.readExecution(reader);
        case 5 -> taskId = reader.readInt32();
        case 6 -> trace = SharedMessages.readTrace(reader);
        case 7 -> reader.readStringEntry(tags);
        default -> reader.skip();
      }
    }
    return new WorkItem.Activity(
        new WorkToken(execution, number, 0, 1), new FunctionRef(name, version), "", taskId, input,
        tags, trace);
  }

  private static WorkItem.EntityBatch readEntity(WireReader reader, long number) {
    String instanceId = "";
    String executionId = "";
    String state = null;
    List<HistoryEvent> operations = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> executionId = reader.readString();
        case 3 -> state = reader.readStringValue();
        case 4 -> {
          int outer = reader.enter();
          operations.add(HistoryEventCodec.decode(reader));
          reader.leave(outer);
        }
        default -> reader.skip();
      }
    }
    String name = EntityId.isEntity(instanceId) ? EntityId.parse(instanceId).name() : NO_FUNCTION;
    return new WorkItem.EntityBatch(
        new WorkToken(new ExecutionKey(instanceId, executionId), number, 0, 1),
        new FunctionRef(name, null), state, operations);
  }
}
