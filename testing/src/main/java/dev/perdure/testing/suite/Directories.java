package dev.perdure.testing.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Whole directories, copied and deleted.
public final class Directories {
  private Directories() {}

  /// What is done in a directory.
  public interface Work {
    /// Does it.
    void in(Path directory) throws IOException, InterruptedException;
  }

  /// Does something in a directory that is there for so long.
  public static void during(Work work) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("perdure-");
    try {
      work.in(directory);
    } finally {
      delete(directory);
    }
  }

  /// Copies a directory with all that is in it.
  ///
  /// @param to where nothing is yet
  /// @throws java.nio.file.NoSuchFileException if something is deleted meanwhile
  public static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }

  /// Deletes a directory with all that is in it, if it is there.
  public static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      for (Path file : files(directory).reversed()) {
        Files.delete(file);
      }
    }
  }

  /// A directory and all that is in it, each behind what it is in.
  ///
  /// @throws java.nio.file.NoSuchFileException if something is deleted meanwhile
  public static List<Path> files(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
