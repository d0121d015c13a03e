package dev.perdure.server.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/// A worker that says to the byte how much it reads. A library cannot: it takes a first part of
/// every message, whether somebody asks for it or not.
final class WindowWorker implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;

  /// Of the settings and pings, that they answer one, and of the data, that it is the last.
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private static final int WINDOW_SETTING = 4;
  private static final int CALL = 1;

  private final Socket socket;
  private final DataInputStream input;
  private final DataOutputStream output;

  private record Frame(int type, int flags, ByteString payload) {}

  /// Connects, and waits until the stream of work is open.
  ///
  /// @param window the most bytes of a stream that it takes
  WindowWorker(int port, int window) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Sidecar.PATIENCE.toMillis());
    input = new DataInputStream(socket.getInputStream());
    output = new DataOutputStream(socket.getOutputStream());
    output.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    send(SETTINGS, 0, 0, bytes(it -> {
      it.writeShort(WINDOW_SETTING);
      it.writeInt(window);
    }));
    send(HEADERS, END_HEADERS, CALL, headers());
    send(DATA, END_STREAM, CALL, bytes(it -> {
      byte[] request = FakeWorker.everything().toByteArray();
      it.write(0);
      it.writeInt(request.length);
      it.write(request);
    }));
    await(HEADERS, 0);
  }

  /// Takes so many bytes more, and waits for them.
  void read(int bytes) throws IOException {
    send(WINDOW_UPDATE, 0, CALL, bytes(it -> it.writeInt(bytes)));
    int left = bytes;
    while (left > 0) {
      left -= await(DATA, 0).payload().size();
    }
    assertThat(left).isZero();
  }

  /// Waits until the server has done what it had to do with all that came before.
  void settle() throws IOException {
    send(PING, 0, 0, new byte[8]);
    await(PING, ACK);
  }

  /// Waits until the server drops the call, and whatever of it has not been taken.
  void awaitReset() throws IOException {
    int type = next().type();
    while (type != RESET) {
      assertThat(type).as("nothing is taken").isNotEqualTo(DATA);
      type = next().type();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static byte[] headers() throws IOException {
    List<String> fields = List.of(
        ":method", "POST", ":scheme", "http", ":path", "/TaskHubSidecarService/GetWorkItems",
        ":authority", "localhost", "te", "trailers", "content-type", "application/grpc");
    return bytes(it -> {
      for (int i = 0; i < fields.size(); i += 2) {
        it.write(0); // as it stands, and not to be remembered
        for (String text : fields.subList(i, i + 2)) {
          it.write(text.length());
          it.write(text.getBytes(ISO_8859_1));
        }
      }
    });
  }

  private interface Writing {
    void to(DataOutputStream output) throws IOException;
  }

  private static byte[] bytes(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private void send(int type, int flags, int stream, byte[] payload) throws IOException {
    output.write(bytes(it -> {
      it.write(payload.length >> 16);
      it.writeShort(payload.length);
      it.write(type);
      it.write(flags);
      it.writeInt(stream);
      it.write(payload);
    }));
  }

  private Frame await(int type, int flags) throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.type() == type && (frame.flags() & flags) == flags) {
        return frame;
      }
      assertThat(frame.type()).as("the call goes on").isNotIn(RESET, HEADERS);
      if ((frame.type() == SETTINGS || frame.type() == PING) && (frame.flags() & ACK) == 0) {
        send(frame.type(), ACK, 0,
            frame.type() == PING ? frame.payload().toByteArray() : new byte[0]);
      }
    }
  }

  private Frame next() throws IOException {
    int length = (input.readUnsignedByte() << 16) | input.readUnsignedShort();
    int type = input.readUnsignedByte();
    int flags = input.readUnsignedByte();
    input.skipNBytes(4);
    return new Frame(type, flags, ByteString.copyFrom(input.readNBytes(length)));
  }
}
