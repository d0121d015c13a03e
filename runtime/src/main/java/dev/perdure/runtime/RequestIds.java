package dev.perdure.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Chooses the id of an instance that a named request starts without choosing one: the same for
/// each repeat, so that a repeat comes to the instance that knows the first answer.
final class RequestIds {
  private static final int BYTES = 16;

  private RequestIds() {}

  /// An id of 32 hexadecimal digits.
  static String instanceId(String requestId) {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected SHA-256 in every JDK", e);
    }
    byte[] hash = sha.digest(("start " + requestId).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }
}
