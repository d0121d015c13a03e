package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.protocol.WorkItemWriter;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import dev.perdure.runtime.read.HistoryRows;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Streams histories in pieces, as fast as the caller reads.
final class HistoryCalls {
  private static final int CHUNK_BYTES = 256 << 10;

  private HistoryCalls() {}

  static void stream(Caller caller, byte[] bytes, ServerCallStreamObserver<byte[]> call)
      throws InvalidProtocolBufferException {
    StreamInstanceHistoryRequest request = StreamInstanceHistoryRequest.parseFrom(bytes);
    Pieces pieces = new Pieces(call);
    call.setOnCancelHandler(() -> {});
    call.setOnReadyHandler(pieces::write);
    CompletionStage<?> _ = caller.hub()
        .historyRows(
            request.getInstanceId(),
            request.hasExecutionId() && !request.getExecutionId().getValue().isEmpty()
                ? request.getExecutionId().getValue()
                : null)
        .whenComplete((rows, failure) -> pieces.begin(rows, failure));
  }

  /// What is still to be written.
  private static final class Pieces {
    private final ServerCallStreamObserver<byte[]> call;
    private Iterator<HistoryRows> rest = Collections.emptyIterator();
    private boolean begun;
    private boolean ended;

    Pieces(ServerCallStreamObserver<byte[]> call) {
      this.call = call;
    }

    synchronized void begin(Optional<HistoryRows> rows, Throwable failure) {
      if (failure != null) {
        ended = true;
        call.onError(Statuses.of(failure));
      } else if (rows.isEmpty()) {
        ended = true;
        call.onError(
            Status.NOT_FOUND.withDescription("There is no history of such an execution")
                .asRuntimeException());
      } else {
        rest = rows.get().parts(CHUNK_BYTES).iterator();
        begun = true;
        write();
      }
    }

    synchronized void write() {
      while (begun && !ended && rest.hasNext() && call.isReady()) {
        HistoryRows piece = rest.next();
        call.onNext(WorkItemWriter.historyChunk(piece::write, piece.bytes()));
      }
      if (begun && !ended && !rest.hasNext()) {
        ended = true;
        call.onCompleted();
      }
    }
  }
}
