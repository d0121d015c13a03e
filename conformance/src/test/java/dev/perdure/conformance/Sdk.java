package dev.perdure.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// An SDK as the tests see it: its client, and its workers, which have the functions of each
/// pattern and feature under the names that the tests use.
interface Sdk extends AutoCloseable {

  /// Options of a start; what is absent is left to the SDK.
  ///
  /// @param id the instance id
  /// @param at when it starts
  /// @param version the orchestration's version
  record Start(String id, Instant at, String version) {
    static final Start NOW = new Start(null, null, null);

    static Start as(String id) {
      return new Start(id, null, null);
    }
  }

  /// What an instance is, with texts in JSON.
  ///
  /// @param status the name of the status, in capitals
  /// @param failure what it failed with, absent if it has not
  record State(
      String id, String status, String input, String output, String customStatus,
      Instant updated, Failure failure) {}

  /// What an instance failed with.
  record Failure(String type, String message, String stackTrace) {}

  /// Starts an orchestration.
  ///
  /// @return its instance id
  String start(String name, Object input, Start options);

  void awaitStart(String id) throws TimeoutException;

  State end(String id, Duration patience) throws TimeoutException;

  /// Whether it ends within some time; nothing of what it took or gave is fetched.
  State endWithoutPayloads(String id, Duration patience) throws TimeoutException;

  /// The name of the status in capitals, or nothing if there is no such instance.
  String status(String id);

  void raise(String id, String event, Object value);

  void suspend(String id);

  void resume(String id);

  void terminate(String id, Object output);

  String restart(String id, boolean withNewId);

  /// Removes an instance, and says how many that were.
  int purge(String id);

  /// Removes what has failed and was created since a time, and says how many that were.
  int purgeFailed(Instant createdFrom);

  /// The ids of all instances whose ids begin so, page by page.
  List<List<String>> pages(String prefix, int size);

  /// The ids of all instances that run and were created since a time.
  List<String> running(Instant createdFrom);

  /// Whether a start was refused with this since its instance id is in use.
  boolean saysThatItExists(Throwable refusal);

  /// Starts a worker in this process. Closing it stops it.
  Worker work();

  /// A program that is a worker, and takes the port of its server.
  Class<?> workerProgram();

  @Override
  void close();

  /// A worker in this process.
  interface Worker extends AutoCloseable {
    @Override
    void close();
  }
}
