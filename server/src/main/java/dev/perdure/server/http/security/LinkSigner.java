package dev.perdure.server.http.security;

import dev.perdure.server.http.routing.Permission.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs links that open one instance of one hub for some operations until a time. A link says what
/// it opens and until when; the instance stands in the address and is part of what is signed.
public final class LinkSigner {
  private static final String MARK = "L1.";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEAD_BYTES = 9;
  private static final int MAC_BYTES = 32;

  private final byte[] secret;
  private final String hub;
  private final InstantSource clock;

  /// A signer.
  ///
  /// @param secret what nobody else knows
  /// @param hub the name of the hub
  /// @param clock tells which links are over
  public LinkSigner(byte[] secret, String hub, InstantSource clock) {
    this.secret = secret.clone();
    this.hub = hub;
    this.clock = clock;
  }

  /// A signer for the instances of another hub.
  LinkSigner ofHub(String other) {
    return new LinkSigner(secret, other.toLowerCase(Locale.ROOT), clock);
  }

  /// A link's code.
  public String sign(String instanceId, Set<Operation> operations, Instant expires) {
    int bits = 0;
    for (Operation operation : operations) {
      bits |= operation.bit();
    }
    byte[] head = ByteBuffer.allocate(HEAD_BYTES)
        .put((byte) bits).putLong(expires.getEpochSecond()).array();
    byte[] code = ByteBuffer.allocate(HEAD_BYTES + MAC_BYTES)
        .put(head).put(mac(instanceId, head)).array();
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
  }

  /// What a code opens of an instance now; nothing if it is none of ours, not this instance's, or
  /// over.
  Optional<Set<Operation>> verify(String code, String instanceId) {
    if (!code.startsWith(MARK)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(code.substring(MARK.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != HEAD_BYTES + MAC_BYTES) {
      return Optional.empty();
    }
    byte[] head = new byte[HEAD_BYTES];
    byte[] mac = new byte[MAC_BYTES];
    ByteBuffer.wrap(bytes).get(head).get(mac);
    long expires = ByteBuffer.wrap(head, 1, Long.BYTES).getLong();
    return MessageDigest.isEqual(mac, mac(instanceId, head))
        && expires > clock.instant().getEpochSecond()
            ? Optional.of(operations(head[0]))
            : Optional.empty();
  }

  private static Set<Operation> operations(int bits) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (Operation operation : Operation.values()) {
      if ((bits & operation.bit()) != 0) {
        operations.add(operation);
      }
    }
    return operations;
  }

  private byte[] mac(String instanceId, byte[] head) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      update(mac, hub);
      update(mac, instanceId);
      return mac.doFinal(head);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Expected " + ALGORITHM + ", which every JDK has", e);
    }
  }

  /// The length goes first, so that no two pairs of names are the same bytes.
  private static void update(Mac mac, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    mac.update(bytes);
  }
}
