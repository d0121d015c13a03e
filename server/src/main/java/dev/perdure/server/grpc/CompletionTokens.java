package dev.perdure.server.grpc;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.work.WorkKind;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Turns dispatches into the opaque texts that workers give back with their answers. A token says
/// all that is needed to find the dispatch, so that nothing has to be kept for it, and is signed
/// with a key of this process, so that nobody can answer work that he was not given.
final class CompletionTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 16;

  /// Knows the key, and is copied for each signature: that is cheaper than to learn it each time.
  private final Mac keyed;

  CompletionTokens() {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Expected " + ALGORITHM + " in every JDK, but", e);
    }
  }

  /// The token of a dispatch.
  String text(Dispatch dispatch) {
    WireWriter writer = new WireWriter(128);
    writer.writeString(1, dispatch.hubName());
    writer.writeInt64(2, dispatch.stream());
    writer.writeString(3, dispatch.subject().kind().name());
    writer.writeInt32(4, dispatch.subject().taskId());
    WorkToken token = dispatch.token();
    writer.writeString(5, token.execution().instanceId());
    writer.writeString(6, token.execution().executionId());
    writer.writeInt64(7, token.sequence());
    writer.writeInt64(8, token.incarnation());
    writer.writeInt32(9, token.attempt());
    byte[] body = writer.toByteArray();
    byte[] signed = Arrays.copyOf(body, body.length + SIGNATURE_BYTES);
    System.arraycopy(signature(body), 0, signed, body.length, SIGNATURE_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
  }

  /// The dispatch that a token names; nothing if we did not make it.
  Optional<Dispatch> dispatch(String text) {
    try {
      byte[] signed = Base64.getUrlDecoder().decode(text);
      if (signed.length <= SIGNATURE_BYTES) {
        return Optional.empty();
      }
      byte[] body = Arrays.copyOf(signed, signed.length - SIGNATURE_BYTES);
      byte[] signature = Arrays.copyOfRange(signed, body.length, signed.length);
      return MessageDigest.isEqual(signature, signature(body))
          ? Optional.of(read(new WireReader(body)))
          : Optional.empty();
    } catch (IllegalArgumentException | CodecException e) {
      return Optional.empty();
    }
  }

  private static Dispatch read(WireReader reader) {
    String hubName = "";
    long stream = 0;
    String kind = "";
    int taskId = 0;
    String instanceId = "";
    String executionId = "";
    long sequence = 0;
    long incarnation = 0;
    int attempt = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> hubName = reader.readString();
        case 2 -> stream = reader.readInt64();
        case 3 -> kind = reader.readString();
        case 4 -> taskId = reader.readInt32();
        case 5 -> instanceId = reader.readString();
        case 6 -> executionId = reader.readString();
        case 7 -> sequence = reader.readInt64();
        case 8 -> incarnation = reader.readInt64();
        case 9 -> attempt = reader.readInt32();
        default -> reader.skip();
      }
    }
    return new Dispatch(
        hubName, stream, new Dispatch.Subject(WorkKind.valueOf(kind), instanceId, taskId),
        new WorkToken(
            new ExecutionKey(instanceId, executionId), sequence, incarnation, attempt));
  }

  private byte[] signature(byte[] body) {
    try {
      Mac mac = (Mac) keyed.clone();
      return Arrays.copyOf(mac.doFinal(body), SIGNATURE_BYTES);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Expected that a " + ALGORITHM + " can be copied, but", e);
    }
  }
}
