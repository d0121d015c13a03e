package dev.perdure.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The span in which workers trace an execution. Whoever runs its first turn chooses it, and the
/// workers of later turns go on with it; to us it is opaque.
///
/// @param id the span's id
/// @param started when the span began, if the worker said so
public record OrchestrationSpan(String id, @Nullable Instant started) {

  /// The most characters of an id that is kept; a W3C span id has 16.
  public static final int MAX_ID_LENGTH = 256;
}
