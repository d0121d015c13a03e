package dev.perdure.server.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that nobody but their owner can read, from the moment they exist.
final class OwnerOnly {
  private OwnerOnly() {}

  /// Writes a file in place of an older one.
  static void write(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, attributes(file));
    Files.write(file, content);
  }

  private static FileAttribute<?>[] attributes(Path file) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    return new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(owner)};
  }
}
