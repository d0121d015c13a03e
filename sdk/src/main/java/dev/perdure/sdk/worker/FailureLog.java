package dev.perdure.sdk.worker;

import dev.perdure.model.EntityId;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.ExceptionPropertiesProvider;
import dev.perdure.sdk.Failures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes into the log what user code has thrown, with its stack trace. Of one function it writes a
/// few a second and counts the others, so that a flood of failures does not fill a disk.
///
/// Inputs and results are not written. Where a value could not be converted, the exception's words
/// may hold it; of such exceptions, and of those that tell of them, only the type and the trace are
/// written. What a program says in its own exceptions is written.
final class FailureLog {

  /// The most failures of one function that are written in a second.
  static final int TRACES_PER_SECOND = 5;

  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private final Map<String, Recent> functions = new ConcurrentHashMap<>();

  FailureLog(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void activityFailed(WorkItem.Activity item, Throwable thrown) {
    String name = item.function().name();
    if (mayWrite("activity '" + name + "'")) {
      log.atWarn()
          .addKeyValue("function", name)
          .addKeyValue("instance", item.token().execution().instanceId())
          .addKeyValue("task", item.taskId())
          .addKeyValue("attempt", item.token().attempt())
          .setCause(shown(thrown))
          .log("An activity failed");
    }
  }

  void orchestratorFailed(Session session, Throwable thrown) {
    if (mayWrite("orchestrator '" + session.functionName() + "'")) {
      log.atWarn()
          .addKeyValue("function", session.functionName())
          .addKeyValue("instance", session.execution().instanceId())
          .setCause(shown(thrown))
          .log("An orchestrator failed");
    }
  }

  void operationFailed(EntityId entity, String operation, Throwable thrown) {
    if (mayWrite("entity '" + entity.name() + "'")) {
      log.atWarn()
          .addKeyValue("entity", entity)
          .addKeyValue("operation", operation)
          .setCause(shown(thrown))
          .log("An operation of an entity failed");
    }
  }

  private boolean mayWrite(String function) {
    Recent recent = functions.computeIfAbsent(function, unused -> new Recent(nanos.getAsLong()));
    long unwritten;
    boolean last;
    synchronized (recent) {
      unwritten = recent.countFrom(nanos.getAsLong());
      recent.failures++;
      if (recent.failures > TRACES_PER_SECOND) {
        return false;
      }
      last = recent.failures == TRACES_PER_SECOND;
    }
    if (unwritten > 0) {
      log.warn("{} more failures of {} were not logged", unwritten, function);
    }
    if (last) {
      log.warn("Of {} no more than {} failures are logged in a second; others are counted",
          function, TRACES_PER_SECOND);
    }
    return true;
  }

  private static Throwable shown(Throwable thrown) {
    if (!mayHoldValue(Failures.of(thrown, ExceptionPropertiesProvider.NONE))) {
      return thrown;
    }
    Throwable wordless = new Throwable(thrown.getClass().getName()
        + ", because of a value that cannot be converted; the failure of the instance says which");
    wordless.setStackTrace(thrown.getStackTrace());
    return wordless;
  }

  /// Whether a converter's words are among those of the failure, be it by way of other instances.
  private static boolean mayHoldValue(FailureDetails failure) {
    for (@Nullable
    FailureDetails each = failure; each != null; each = each.innerFailure()) {
      if (each.errorType().equals(DataConverter.DataConverterException.class.getName())) {
        return true;
      }
    }
    return false;
  }

  /// The failures of a function in the present second.
  private static final class Recent {
    private long since;
    private long failures;

    Recent(long since) {
      this.since = since;
    }

    /// Begins a new second if the present one is over.
    ///
    /// @return how many failures of the former were not written
    long countFrom(long now) {
      if (now - since < SECOND) {
        return 0;
      }
      long unwritten = Math.max(0, failures - TRACES_PER_SECOND);
      since = now;
      failures = 0;
      return unwritten;
    }
  }
}
