package dev.perdure.server.http.v1;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where jobs are kept while they are under way, so that they outlive the server.
///
/// Contract: what [#put] has written is there after a crash, whole; an
/// [java.io.UncheckedIOException] says that it may not be.
public interface JobStore {

  /// All jobs that are kept.
  List<byte[]> all();

  /// Keeps a job, in place of what was kept under its id.
  ///
  /// @param id 32 hexadecimal digits
  void put(String id, byte[] job);

  /// Forgets a job.
  void remove(String id);

  /// A store that ends with the server.
  static JobStore inMemory() {
    Map<String, byte[]> jobs = new TreeMap<>();
    return new JobStore() {
      @Override
      public synchronized List<byte[]> all() {
        return List.copyOf(jobs.values());
      }

      @Override
      public synchronized void put(String id, byte[] job) {
        jobs.put(id, job);
      }

      @Override
      public synchronized void remove(String id) {
        jobs.remove(id);
      }
    };
  }
}
