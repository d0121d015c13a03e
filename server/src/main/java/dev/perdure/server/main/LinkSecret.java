package dev.perdure.server.main;

import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/// What signs the links of instances. It is kept beside the state, where only its owner can read
/// it, so that links outlive a restart; removing the file ends all links.
final class LinkSecret {
  private static final String NAME = "link-secret";
  private static final int BYTES = 32;

  private LinkSecret() {}

  /// That of a data directory, made if there is none; a fleeting one if the state is fleeting.
  static byte[] of(Optional<Path> data) {
    byte[] fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    return data.map(it -> kept(it.resolve(NAME), fresh)).orElse(fresh);
  }

  private static byte[] kept(Path file, byte[] fresh) {
    try {
      if (Files.exists(file)) {
        byte[] kept = Files.readAllBytes(file);
        if (kept.length == BYTES) {
          return kept;
        }
        throw new OperatorException("Expected " + BYTES + " bytes in " + file.toAbsolutePath()
            + ", but it has " + kept.length + "; remove it to have another one made");
      }
      OwnerOnly.write(file, fresh);
      return fresh;
    } catch (IOException e) {
      throw new OperatorException(
          "Expected to read and write " + file.toAbsolutePath() + ", but " + e, e);
    }
  }
}
