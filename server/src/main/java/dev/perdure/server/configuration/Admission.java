package dev.perdure.server.configuration;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a credential opens that is known.
///
/// @param role the highest role that it opens, null if it opens none
/// @param until when it is no longer taken, absent for a credential that does not expire
public record Admission(@Nullable Role role, Optional<Instant> until) {

  /// What a credential opens that does not expire.
  public static Admission of(Role role) {
    return new Admission(role, Optional.empty());
  }
}
