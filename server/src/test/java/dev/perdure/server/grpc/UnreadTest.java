package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import dev.perdure.testing.VirtualEnv;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Callers are judged before their messages are read, and calls are not without number.
final class UnreadTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Instant UNTIL = NOW.plusSeconds(60);
  private static final int LARGE = 100 << 20;
  private static final int LIMIT = 128 << 20;

  private final VirtualEnv world = new VirtualEnv(NOW);
  private final Sidecar sidecar = new Sidecar(
      true, UnreadTest::admission, Optional.empty(), world);

  @AfterEach
  void close() {
    sidecar.close();
  }

  private static Optional<Admission> admission(String secret) {
    return switch (secret) {
      case "reader" -> Optional.of(Admission.of(Role.READ));
      case "passing" -> Optional.of(new Admission(Role.ADMIN, Optional.of(UNTIL)));
      default -> Optional.empty();
    };
  }

  @Test
  void whoIsNotLetInIsToldBeforeAnyMessage() {
    for (String method : methods()) {
      Open stranger = new Open(sidecar.channel(), method);
      assertThat(stranger.end().getCode()).as(method).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(stranger.end().getDescription()).as(method)
          .isEqualTo("Expected a known key or bearer token in 'authorization'");
      Role needed = AccessTest.needed(method);
      Open reader = new Open(bearer("reader"), method);
      if (needed != Role.READ) {
        assertThat(reader.end().getCode()).as(method).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(reader.end().getDescription()).as(method)
            .isEqualTo("This needs the role " + (needed == Role.ADMIN ? "admin" : "operate"));
      }
      reader.leave();
    }
  }

  @Test
  void whoeverNamesNoHubIsToldBeforeAnyMessage() {
    Channel channel = sidecar.channel(bearer("passing"), "taskhub", "nowhere");

    assertThat(new Open(channel, "Hello").end().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void aLargeMessageOfAStrangerIsRefusedLikeASmallOne() {
    byte[] large = new byte[LARGE];

    assertThat(AccessTest.call(sidecar.channel(), "Hello", large))
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(AccessTest.call(bearer("reader"), "Hello", large)).isEqualTo(Status.Code.OK);
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedByItsLength() {
    assertThat(AccessTest.call(bearer("reader"), "Hello", new byte[LIMIT + 1]))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void aMessageThatComesWhenItsTokenIsOverIsNotTaken() {
    Open inTime = new Open(bearer("passing"), "Hello");
    Open late = new Open(bearer("passing"), "Hello");
    Open lateStream = new Open(bearer("passing"), "GetWorkItems");

    inTime.send();
    assertThat(inTime.end().getCode()).isEqualTo(Status.Code.OK);
    assertThat(Sidecar.call(bearer("passing"), "Hello", new byte[0])).isEmpty();
    world.moveTo(UNTIL.plus(Duration.ofSeconds(1)));
    late.send();
    lateStream.send();

    assertThat(late.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(late.end().getDescription()).isEqualTo("The bearer token has expired");
    assertThat(lateStream.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  /// The first frame of a server says how many calls it takes at once.
  @Test
  void aConnectionHasTwentyThousandCallsAtOnce() throws Exception {
    try (Socket socket = new Socket(
        InetAddress.getLoopbackAddress(), sidecar.front().ports().get(0))) {
      socket.setSoTimeout((int) Sidecar.PATIENCE.toMillis());
      socket.getOutputStream().write(
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
              .getBytes(StandardCharsets.ISO_8859_1));

      assertThat(maxStreams(new DataInputStream(socket.getInputStream()))).isEqualTo(20_000);
    }
  }

  private static int maxStreams(DataInputStream input) throws IOException {
    int length = (input.readUnsignedByte() << 16) | input.readUnsignedShort();
    assertThat(input.readUnsignedByte()).as("the type of the settings").isEqualTo(4);
    input.skipNBytes(5);
    for (int i = 0; i < length / 6; i++) {
      int setting = input.readUnsignedShort();
      int value = input.readInt();
      if (setting == 3) {
        return value;
      }
    }
    return Integer.MAX_VALUE;
  }

  private Channel bearer(String secret) {
    return sidecar.channel("authorization", "Bearer " + secret);
  }

  private static List<String> methods() {
    List<String> methods = new ArrayList<>(SidecarMethods.UNARY);
    methods.addAll(SidecarMethods.STREAMING);
    return methods;
  }

  /// A call whose headers are sent, and no message yet.
  private static final class Open extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ClientCall<byte[], byte[]> call;

    Open(Channel channel, String method) {
      // The headers of a call with one message wait for it in the library.
      call = channel.newCall(
          SidecarMethods.named(method).toBuilder()
              .setType(MethodDescriptor.MethodType.BIDI_STREAMING).build(),
          CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(2);
    }

    void send() {
      call.sendMessage(new byte[0]);
      call.halfClose();
    }

    void leave() {
      call.cancel("the caller has gone", null);
    }

    Status end() {
      return end.orTimeout(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }
}
