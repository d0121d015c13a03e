package dev.perdure.stores.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/// File operations that survive a power cut: a new name lasts only once its directory is synced.
final class DurableFiles {
  private static final boolean WINDOWS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT)
      .startsWith("windows");

  private DurableFiles() {}

  /// Leaves the old content or the new one, never a mixture.
  static void replaceDurably(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      syncDirectory(directory);
    }
  }

  /// Creates a directory with those above it, so that their names last.
  static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    Files.createDirectory(directory);
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  static void syncDirectory(Path directory) throws IOException {
    if (WINDOWS) {
      return; // A directory cannot be opened there, and NTFS journals its names.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Makes the name of a directory last, with the names of those above it: whoever made them may
  /// not have synced them, and a cut would take all of it. What may not be opened is left alone.
  static void syncNames(Path directory) throws IOException {
    Path above = directory.toRealPath().getParent();
    while (above != null) {
      try {
        syncDirectory(above);
      } catch (AccessDeniedException _) {
        return; // Not ours, and so not new.
      }
      above = above.getParent();
    }
  }

  /// Syncs every file and directory below and including a directory.
  static void syncTree(Path directory) throws IOException {
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path visited, IOException failure)
          throws IOException {
        if (failure != null) {
          throw failure;
        }
        syncDirectory(visited);
        return FileVisitResult.CONTINUE;
      }
    });
  }

  /// Copies a directory whose entries are files.
  static void copyFlat(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /// Removes a directory whose entries are files; harmless if there is none.
  static void deleteFlat(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /// Removes what is in a directory, at every depth.
  static void deleteBelow(Path directory) throws IOException {
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path visited, IOException failure)
          throws IOException {
        if (failure != null) {
          throw failure;
        }
        if (!visited.equals(directory)) {
          Files.delete(visited);
        }
        return FileVisitResult.CONTINUE;
      }
    });
  }

  static boolean isEmptyDirectory(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
