package dev.perdure.server.main;

import dev.perdure.server.http.v1.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Keeps jobs as files beside the state, one each, which only their owner can read. A backup does
/// not hold them: what was under way when it was made shall not go on in the restored hub.
final class JobFiles implements JobStore {
  private static final String SUFFIX = ".json";

  private final Path directory;

  /// Keeps jobs in a data directory.
  JobFiles(Path data) {
    this.directory = data.resolve("jobs");
  }

  @Override
  public List<byte[]> all() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<byte[]> jobs = new ArrayList<>();
      for (Path file : files.filter(it -> it.toString().endsWith(SUFFIX)).toList()) {
        jobs.add(Files.readAllBytes(file));
      }
      return jobs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(String id, byte[] job) {
    try {
      Files.createDirectories(directory);
      OwnerOnly.write(directory.resolve(id + SUFFIX), job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void remove(String id) {
    try {
      Files.deleteIfExists(directory.resolve(id + SUFFIX));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
