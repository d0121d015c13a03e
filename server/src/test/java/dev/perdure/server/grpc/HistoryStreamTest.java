package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.HistoryChunk;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import dev.perdure.testing.VirtualEnv;
import io.grpc.CallOptions;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Histories over a real connection.
final class HistoryStreamTest {
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM = 1;

  private final VirtualEnv world = new VirtualEnv(Instant.parse("2030-01-01T00:00:00Z"));
  private final Sidecar sidecar = new Sidecar(
      true, _ -> Optional.of(Admission.of(Role.ADMIN)), Optional.empty(), world);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void theHistoryOfALargeTurnComesInSmallPieces() throws Exception {
    LargeTurn.commit(sidecar, 3000);

    Iterator<byte[]> pieces = io.grpc.stub.ClientCalls.blockingServerStreamingCall(
        sidecar.channel(), SidecarMethods.named("StreamInstanceHistory"), CallOptions.DEFAULT,
        request());
    int count = 0;
    int events = 0;
    while (pieces.hasNext()) {
      byte[] piece = pieces.next();
      assertThat(piece.length).isLessThanOrEqualTo(HistoryCall.PIECE_BYTES);
      count++;
      events += HistoryChunk.parseFrom(piece).getEventsCount();
    }

    assertThat(events).isEqualTo(3002);
    assertThat(count).isBetween(17, 20);
  }

  /// The client answers nothing and has no room for a byte of a body, as a hostile one may. What
  /// is on its way to it is dropped, be it a part of the history or all of it.
  @ParameterizedTest
  @ValueSource(ints = {3000, 10})
  void theStreamOfAClientWithoutAWindowIsReset(int activities) throws Exception {
    LargeTurn.commit(sidecar, activities);
    try (Socket socket = new Socket(
        InetAddress.getLoopbackAddress(), sidecar.front().ports().get(0))) {
      var out = new DataOutputStream(socket.getOutputStream());
      var in = new DataInputStream(socket.getInputStream());
      ask(out);
      socket.setSoTimeout((int) Sidecar.PATIENCE.toMillis());
      while (type(in) != HEADERS) {}

      socket.setSoTimeout(50);
      int looks = 0;
      while (!reset(in)) {
        world.moveTo(world.now().plus(HistoryCalls.TICK));
        looks++;
        assertThat(looks).isLessThan(200);
      }

      assertThat(looks).isGreaterThan(HistoryCall.PATIENCE);
    }
  }

  private static byte[] request() {
    return StreamInstanceHistoryRequest.newBuilder().setInstanceId("a").build().toByteArray();
  }

  /// Whether the stream is reset before nothing comes for a moment.
  private static boolean reset(DataInputStream in) throws IOException {
    try {
      while (type(in) != RST_STREAM) {}
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /// Reads a frame. Nothing is lost by a timeout, since frames here are small and come whole.
  private static int type(DataInputStream in) throws IOException {
    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.skipNBytes(5L + length);
    return type;
  }

  private static void ask(DataOutputStream out) throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    // The initial window of streams is 0.
    frame(out, SETTINGS, 0, 0, new byte[]{0, 4, 0, 0, 0, 0});
    var headers = new ByteArrayOutputStream();
    header(headers, ":method", "POST");
    header(headers, ":scheme", "http");
    header(headers, ":path", "/TaskHubSidecarService/StreamInstanceHistory");
    header(headers, ":authority", "localhost");
    header(headers, "content-type", "application/grpc");
    header(headers, "te", "trailers");
    frame(out, HEADERS, END_HEADERS, 1, headers.toByteArray());
    var body = new ByteArrayOutputStream();
    var data = new DataOutputStream(body);
    data.writeByte(0);
    data.writeInt(request().length);
    data.write(request());
    frame(out, 0, END_STREAM, 1, body.toByteArray());
    out.flush();
  }

  /// A header in plain text that is not remembered.
  private static void header(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void frame(
      DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >>> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }
}
