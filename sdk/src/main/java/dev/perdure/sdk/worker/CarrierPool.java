package dev.perdure.sdk.worker;

/// The carriers of virtual threads.
interface CarrierPool {

  /// How many carriers there are.
  int size();

  /// Sets how many carriers there are.
  ///
  /// @return whether that is possible here
  boolean resize(int carriers);

  /// Sees to it that what waits for a carrier gets one that is free.
  void nudge();
}
