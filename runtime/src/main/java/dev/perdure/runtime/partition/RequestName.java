package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.ReusePolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What tells a repeat of a client's request from another request.
///
/// @param id the request id that the client chose
/// @param digest of what is asked: the same for every repeat, and stored, so that it may never be
///     made in another way. What differs from one repeat to the next is not in it: the execution
///     that was chosen, and the caller's trace
public record RequestName(String id, String digest) {
  private static final int BYTES = 16;

  /// The name of a start; nothing for one without a request id, as in the others.
  public static @Nullable RequestName of(
      @Nullable String id, Message.StartOrchestration start) {
    if (id == null) {
      return null;
    }
    Digest digest = new Digest("start").add(start.function().name())
        .add(start.function().version()).add(start.input()).add(start.startAt());
    new TreeMap<>(start.tags()).forEach((tag, value) -> digest.add(tag).add(value));
    ReusePolicy reuse = start.reuse();
    return new RequestName(
        id,
        digest.add(statuses(reuse.replaceable())).add(statuses(reuse.ignorable())).done());
  }

  /// The name of an event.
  public static @Nullable RequestName of(@Nullable String id, Message.RaiseEvent event) {
    return id == null
        ? null
        : new RequestName(
            id, new Digest("event").add(event.name()).add(event.input()).done());
  }

  /// The name of a signal.
  public static @Nullable RequestName of(@Nullable String id, Message.SignalEntity signal) {
    EventBody.EntityOperationSignaled asked = signal.signal();
    return id == null
        ? null
        : new RequestName(
            id,
            new Digest("signal").add(asked.operation()).add(asked.scheduledTime())
                .add(asked.input()).done());
  }

  /// The name of a call.
  public static @Nullable RequestName of(@Nullable String id, Message.CallEntity call) {
    EventBody.EntityOperationCalled asked = call.call();
    return id == null
        ? null
        : new RequestName(
            id,
            new Digest("call").add(asked.operation()).add(asked.scheduledTime())
                .add(asked.input()).done());
  }

  private static String statuses(Set<OrchestrationStatus> statuses) {
    return String.join(",", statuses.stream().map(it -> "" + it.number()).sorted().toList());
  }

  /// Texts one after the other, each with its length, so that none runs into the next.
  private static final class Digest {
    private final MessageDigest sha;

    Digest(String kind) {
      try {
        sha = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Expected SHA-256 in every JDK", e);
      }
      add(kind);
    }

    Digest add(@Nullable String text) {
      byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(text == null ? -1 : bytes.length)
          .flip());
      sha.update(bytes);
      return this;
    }

    Digest add(@Nullable Instant instant) {
      return add(instant == null ? null : instant.toString());
    }

    String done() {
      return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    }
  }
}
