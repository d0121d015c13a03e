package dev.perdure.sdk;

import java.time.Duration;

/// How often and when a failed activity or sub-orchestration is tried again. The delay before retry
/// n (counted from 0) is the first interval times the coefficient to the power of n, at most the
/// largest interval. Delays are durable timers.
///
/// Setters change this policy and give it back.
public final class RetryPolicy {
  private int maxNumberOfAttempts;
  private Duration firstRetryInterval;
  private double backoffCoefficient = 1.0;
  private Duration maxRetryInterval = Duration.ZERO;
  private Duration retryTimeout = Duration.ZERO;

  /// A policy without growth, cap and time limit.
  ///
  /// @param maxNumberOfAttempts how often the function runs at most, the first time included
  /// @param firstRetryInterval the delay before the first retry
  public RetryPolicy(int maxNumberOfAttempts, Duration firstRetryInterval) {
    this.maxNumberOfAttempts = checkedAttempts(maxNumberOfAttempts);
    this.firstRetryInterval = checkedFirst(firstRetryInterval);
  }

  /// Sets how often the function runs at most, the first time included.
  public RetryPolicy setMaxNumberOfAttempts(int attempts) {
    this.maxNumberOfAttempts = checkedAttempts(attempts);
    return this;
  }

  /// Sets the delay before the first retry.
  public RetryPolicy setFirstRetryInterval(Duration interval) {
    this.firstRetryInterval = checkedFirst(interval);
    return this;
  }

  /// Sets by what the delay is multiplied from retry to retry, 1.0 or more.
  public RetryPolicy setBackoffCoefficient(double coefficient) {
    if (!(coefficient >= 1.0) || Double.isInfinite(coefficient)) {
      throw new IllegalArgumentException(
          "Expected a backoff coefficient of 1.0 or more, but got " + coefficient);
    }
    this.backoffCoefficient = coefficient;
    return this;
  }

  /// Sets the longest delay; zero means no limit.
  public RetryPolicy setMaxRetryInterval(Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "Expected a longest retry interval that is not negative, but got " + interval);
    }
    this.maxRetryInterval = interval;
    return this;
  }

  /// Sets the time after the first attempt's start from which there is no retry; zero means no
  /// limit.
  public RetryPolicy setRetryTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "Expected a retry timeout that is not negative, but got " + timeout);
    }
    this.retryTimeout = timeout;
    return this;
  }

  /// How often the function runs at most, the first time included.
  public int getMaxNumberOfAttempts() {
    return maxNumberOfAttempts;
  }

  /// The delay before the first retry.
  public Duration getFirstRetryInterval() {
    return firstRetryInterval;
  }

  /// By what the delay is multiplied from retry to retry.
  public double getBackoffCoefficient() {
    return backoffCoefficient;
  }

  /// The longest delay; zero means no limit.
  public Duration getMaxRetryInterval() {
    return maxRetryInterval;
  }

  /// The time after the first attempt's start from which there is no retry; zero means no limit.
  public Duration getRetryTimeout() {
    return retryTimeout;
  }

  private static int checkedAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("Expected one attempt or more, but got " + attempts);
    }
    return attempts;
  }

  private static Duration checkedFirst(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "Expected a first retry interval above zero, but got " + interval);
    }
    return interval;
  }
}
