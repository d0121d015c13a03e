package dev.perdure.runtime;

import dev.perdure.model.InstanceState;

/// Hears of every change of an instance's status, custom status or execution, as soon as it is
/// durable. What changes several times in one commit is told once, as it is then.
///
/// Contract:
/// - the changes of one instance are told in their order, those of different instances in any;
/// - methods are called on threads that serve instances: they must not block, nor throw.
public interface InstanceWatcher {

  /// An instance is new or has changed.
  ///
  /// @param state how it is now, without payloads
  void changed(InstanceState state);

  /// An instance has been removed.
  ///
  /// @param last how it was
  void removed(InstanceState last);

  /// Changes may have become durable that were told to nobody, since a partition was lost and has
  /// been opened again.
  void gap();
}
