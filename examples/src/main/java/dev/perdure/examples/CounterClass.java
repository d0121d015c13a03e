package dev.perdure.examples;

/// Pattern 6: an aggregator, as a class. Its methods are the operations, its field is the state,
/// and `delete` comes by itself.
public final class CounterClass {
  private int currentValue;

  /// A counter that stands at zero.
  public CounterClass() {}

  /// Adds a number.
  public void add(int amount) {
    currentValue += amount;
  }

  /// Begins anew.
  public void reset() {
    currentValue = 0;
  }

  /// The value.
  public int get() {
    return currentValue;
  }
}
