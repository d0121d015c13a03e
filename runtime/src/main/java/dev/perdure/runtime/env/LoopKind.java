package dev.perdure.runtime.env;

/// What sort of thread a loop needs.
public enum LoopKind {
  /// One that hands over to other light threads cheaply.
  LIGHT,
  /// One that may wait in native code, such as a sync of a disk, without holding up others.
  NATIVE
}
