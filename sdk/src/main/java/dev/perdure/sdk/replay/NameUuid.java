package dev.perdure.sdk.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/// UUIDs of version 5 (RFC 9562), built as Durable Functions builds them, so that an orchestration
/// that moves here keeps its ids.
final class NameUuid {
  private static final UUID NAMESPACE = UUID.fromString("9e952958-5e33-4daf-827f-2fa12937b875");

  /// The round-trip format "o" of .NET: always seven digits of a second's fraction.
  private static final DateTimeFormatter ROUND_TRIP = DateTimeFormatter
      .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

  private NameUuid() {}

  static UUID of(String instanceId, Instant time, int counter) {
    return of(instanceId + "_" + ROUND_TRIP.format(time) + "_" + counter);
  }

  static UUID of(String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected SHA-1 in every JDK", e);
    }
    sha1.update(ByteBuffer.allocate(Long.BYTES * 2)
        .putLong(NAMESPACE.getMostSignificantBits())
        .putLong(NAMESPACE.getLeastSignificantBits())
        .flip());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
    long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
