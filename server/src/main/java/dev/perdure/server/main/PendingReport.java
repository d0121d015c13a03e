package dev.perdure.server.main;

import dev.perdure.server.http.Operations.PendingFunction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warns, once for each name, that instances wait for a function which no worker offers: most often
/// a name that was mistyped, or a worker that was not started.
final class PendingReport implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PendingReport.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Supplier<List<PendingFunction>> pending;
  private final Set<String> reported = new HashSet<>();
  private final Thread thread;

  PendingReport(Supplier<List<PendingFunction>> pending) {
    this.pending = pending;
    this.thread = Thread.ofVirtual().name("pending-report").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /// Reports what is new since the last look.
  void look() {
    for (PendingFunction function : pending.get()) {
      if (reported.add(function.kind() + " " + function.name())) {
        log.atWarn()
            .addKeyValue("kind", function.kind())
            .addKeyValue("function", function.name())
            .addKeyValue("instance", function.instanceId())
            .log("Expected a worker that offers this function, but there is none: its work waits");
      }
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(PAUSE);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The server stops.
    }
  }
}
