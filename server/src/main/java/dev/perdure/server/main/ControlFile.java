package dev.perdure.server.main;

import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/// Tells the command line how to reach the server that runs on a data directory. Only the owner can
/// read it; whoever can may have the server write backups.
///
/// @param address the address that the server listens on
/// @param port its port
/// @param pid its process
/// @param token what it demands of a request of the command line
/// @param certificate the file of its certificate, empty if it speaks plain HTTP
record ControlFile(String address, int port, long pid, String token, String certificate) {
  private static final String NAME = "control";
  private static final int TOKEN_BYTES = 32;

  /// A new token.
  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Writes it into a data directory in place of an older one.
  void write(Path data) {
    Properties properties = new Properties();
    properties.setProperty("address", address);
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("token", token);
    properties.setProperty("certificate", certificate);
    Path file = data.resolve(NAME);
    try {
      StringWriter text = new StringWriter();
      properties.store(text, "How the command line reaches the server that runs here");
      OwnerOnly.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new OperatorException("Expected to write " + file.toAbsolutePath() + ", but " + e, e);
    }
  }

  /// Reads that of a data directory, if a server that still runs wrote one.
  static Optional<ControlFile> read(Path data) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve(NAME))) {
      properties.load(reader);
      var file = new ControlFile(
          properties.getProperty("address", ""),
          Integer.parseInt(properties.getProperty("port", "")),
          Long.parseLong(properties.getProperty("pid", "")),
          properties.getProperty("token", ""),
          properties.getProperty("certificate", ""));
      return ProcessHandle.of(file.pid()).isPresent() ? Optional.of(file) : Optional.empty();
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty(); // No server, or one that ended while it wrote this.
    } catch (IOException e) {
      throw new OperatorException(
          "Expected to read " + data.resolve(NAME).toAbsolutePath() + ", but " + e, e);
    }
  }

  /// Removes that of a data directory.
  static void delete(Path data) {
    try {
      Files.deleteIfExists(data.resolve(NAME));
    } catch (IOException e) {
      throw new OperatorException(
          "Expected to remove " + data.resolve(NAME).toAbsolutePath() + ", but " + e, e);
    }
  }
}
