package dev.perdure.server.main;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.store.Store;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.grpc.HubDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The task hubs of this server: the default hub, which the functions of the class path work for,
/// and one more for each other name that an SDK uses. Each has a store of its own, so that nothing
/// in one can reach another. They are there until the server stops, and again after it has started.
final class TaskHubs implements HubDirectory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskHubs.class);

  /// A name of the default hub, beside none and the one that the HTTP API has for it.
  private static final String DEFAULT = "default";

  /// A name that is safe as that of a directory.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,44}");

  /// How many hubs are made for names that come along.
  private static final int MOST = 32;

  /// How often a hub that opens is looked at.
  private static final long LOOK_MILLIS = 10;

  private final TaskHub main;
  private final String mainName;
  private final Optional<Path> data;
  private final HubOptions options;
  private final Map<String, EmbeddedHub> others = new TreeMap<>();
  private boolean closed;

  /// @param mainName the name of the default hub
  TaskHubs(TaskHub main, String mainName, Optional<Path> data, HubOptions options) {
    this.main = main;
    this.mainName = mainName;
    this.data = data;
    this.options = options;
    names().forEach(name -> others.put(name, open(name)));
  }

  @Override
  public Optional<TaskHub> find(String name) {
    return isMain(name) ? Optional.of(main) : existing(name).map(EmbeddedHub::taskHub);
  }

  @Override
  public Optional<TaskHub> make(String name) {
    if (isMain(name)) {
      return Optional.of(main);
    }
    return NAME.matcher(name).matches() ? other(name) : Optional.empty();
  }

  /// A hub other than the default one, if an SDK has used its name.
  synchronized Optional<EmbeddedHub> existing(String name) {
    return Optional.ofNullable(others.get(name));
  }

  /// Waits until all hubs serve all their instances.
  ///
  /// @param limit how long in all
  /// @throws OperatorException if the store of one fails, or one takes longer
  void awaitServing(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Map<String, TaskHub> all = new TreeMap<>();
    synchronized (this) {
      others.forEach((name, hub) -> all.put(name, hub.taskHub()));
    }
    all.put(mainName, main);
    all.forEach((name, hub) -> {
      while (!hub.serving() && !failed(name, hub)) {
        if (System.nanoTime() - end > 0) {
          throw new OperatorException("Expected the task hub " + name + " to serve all instances"
              + " within " + limit.toSeconds() + " seconds, but it does not; the log says what"
              + " failed");
        }
      }
    });
  }

  /// Waits a moment for a failure.
  private static boolean failed(String name, TaskHub hub) {
    try {
      Throwable failure = hub.failure().toCompletableFuture()
          .get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      throw new OperatorException("Expected the task hub " + name + " to start, but its store"
          + " failed: " + failure.getMessage(), failure);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized boolean remove(String name) {
    if (isMain(name) || closed) {
      return false;
    }
    EmbeddedHub hub = others.remove(name);
    if (hub != null) {
      hub.close();
      data.ifPresent(it -> delete(directory(it).resolve(name)));
      log.info("The task hub {} is removed", name);
    }
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    others.values().forEach(EmbeddedHub::close);
    others.clear();
  }

  private boolean isMain(String name) {
    return name.isEmpty() || name.equals(DEFAULT) || name.equalsIgnoreCase(mainName);
  }

  private synchronized Optional<TaskHub> other(String name) {
    EmbeddedHub hub = others.get(name);
    if (hub == null && !closed && others.size() < MOST) {
      hub = open(name);
      others.put(name, hub);
      log.info("The task hub {} is new", name);
    }
    return Optional.ofNullable(hub).map(EmbeddedHub::taskHub);
  }

  private EmbeddedHub open(String name) {
    Store store = data.map(it -> Stores.open(Stores.directory(directory(it).resolve(name))))
        .orElseGet(Stores::inMemory);
    return EmbeddedHub.open(store, options);
  }

  /// The names of the hubs that an earlier run made.
  private List<String> names() {
    Optional<Path> directory = data.map(TaskHubs::directory).filter(Files::isDirectory);
    if (directory.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> hubs = Files.list(directory.get())) {
      return hubs.map(it -> it.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches()).toList();
    } catch (IOException e) {
      throw new OperatorException("Expected to read " + directory.get().toAbsolutePath()
          + ", but " + e, new UncheckedIOException(e));
    }
  }

  /// Deletes a directory with what is in it.
  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(Path data) {
    return data.resolve("hubs");
  }
}
