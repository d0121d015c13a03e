package dev.perdure.server.configuration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A secret in a form that can be kept: whoever reads it cannot find the secret, as long as that
/// was chosen by chance. Written as `sha256:SALT:HASH`.
public final class SaltedHash {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final byte[] salt;
  private final byte[] hash;

  private SaltedHash(byte[] salt, byte[] hash) {
    this.salt = salt;
    this.hash = hash;
  }

  /// Hashes a secret with a new salt.
  public static SaltedHash of(String secret) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new SaltedHash(salt, digest(salt, secret));
  }

  /// Reads what [#toString] wrote.
  ///
  /// @throws IllegalArgumentException if it is something else
  public static SaltedHash parse(String text) {
    String[] parts = text.strip().split(":", -1);
    try {
      if (parts.length == 3 && parts[0].equals("sha256")) {
        byte[] salt = HexFormat.of().parseHex(parts[1]);
        byte[] hash = HexFormat.of().parseHex(parts[2]);
        if (salt.length >= SALT_BYTES && hash.length == HASH_BYTES) {
          return new SaltedHash(salt, hash);
        }
      }
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  /// Whether the secret is the one that was hashed. It takes the same time whatever the answer is.
  public boolean matches(String secret) {
    return MessageDigest.isEqual(hash, digest(salt, secret));
  }

  @Override
  public String toString() {
    return "sha256:" + HexFormat.of().formatHex(salt) + ":" + HexFormat.of().formatHex(hash);
  }

  private static byte[] digest(byte[] salt, String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return digest.digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected SHA-256, which every JDK has", e);
    }
  }

  private static IllegalArgumentException malformed(
      @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Expected a hash that 'perdure key' printed (sha256:SALT:HASH), but got another text",
        cause);
  }
}
