package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventBuilder;

/// Passes on what an orchestrator logs for the first time, and nothing while it replays.
final class ReplaySafeLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final transient Logger target;
  private final transient TaskOrchestrationContext context;

  ReplaySafeLogger(Logger target, TaskOrchestrationContext context) {
    this.name = target.getName();
    this.target = target;
    this.context = context;
  }

  @Override
  public boolean isTraceEnabled() {
    return target.isTraceEnabled() && !context.getIsReplaying();
  }

  @Override
  public boolean isDebugEnabled() {
    return target.isDebugEnabled() && !context.getIsReplaying();
  }

  @Override
  public boolean isInfoEnabled() {
    return target.isInfoEnabled() && !context.getIsReplaying();
  }

  @Override
  public boolean isWarnEnabled() {
    return target.isWarnEnabled() && !context.getIsReplaying();
  }

  @Override
  public boolean isErrorEnabled() {
    return target.isErrorEnabled() && !context.getIsReplaying();
  }

  @Override
  public LoggingEventBuilder makeLoggingEventBuilder(Level level) {
    return target.makeLoggingEventBuilder(level); // Keeps key-value pairs; only asked if enabled.
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return ReplaySafeLogger.class.getName();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    if (target instanceof LocationAwareLogger aware) {
      aware.log(marker, getFullyQualifiedCallerName(), level.toInt(), message, arguments,
          throwable);
      return;
    }
    LoggingEventBuilder event = target.makeLoggingEventBuilder(level);
    if (marker != null) {
      event = event.addMarker(marker);
    }
    if (throwable != null) {
      event = event.setCause(throwable);
    }
    event.log(message, arguments == null ? new Object[0] : arguments);
  }
}
