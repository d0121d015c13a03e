package dev.perdure.protocol.remote;

import com.google.protobuf.StringValue;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Fetches histories.
final class Histories {
  private Histories() {}

  /// All events of an execution, oldest first.
  ///
  /// @param executionId the execution, absent for the present one
  static CompletableFuture<List<HistoryEvent>> fetch(
      Calls calls, String instanceId, @Nullable String executionId) {
    StreamInstanceHistoryRequest.Builder request = StreamInstanceHistoryRequest.newBuilder()
        .setInstanceId(instanceId);
    if (executionId != null) {
      request.setExecutionId(StringValue.of(executionId)).setForWorkItemProcessing(true);
    }
    CompletableFuture<List<HistoryEvent>> history = new CompletableFuture<>();
    List<HistoryEvent> events = new ArrayList<>();
    calls.stream(
        "StreamInstanceHistory", request.build().toByteArray(),
        bytes -> read(bytes, events, history),
        status -> {
          if (status.isOk()) {
            history.complete(events);
          } else {
            history.completeExceptionally(status.asRuntimeException());
          }
        });
    return history;
  }

  private static void read(
      byte[] chunk, List<HistoryEvent> events, CompletableFuture<?> history) {
    try {
      WireReader reader = new WireReader(chunk);
      while (reader.next()) {
        if (reader.field() == 1) {
          int outer = reader.enter();
          events.add(HistoryEventCodec.decode(reader));
          reader.leave(outer);
        } else {
          reader.skip();
        }
      }
    } catch (CodecException e) {
      history.completeExceptionally(e);
    }
  }
}
