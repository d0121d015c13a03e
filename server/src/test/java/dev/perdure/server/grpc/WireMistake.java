package dev.perdure.server.grpc;

/// What is planted on the way between workers and hub, so that it can be shown to be found.
enum WireMistake {
  NONE,

  /// The server never hears that a worker has gone.
  BREAKS_UNNOTICED,

  /// The first part of an answer is taken for all of it.
  PARTS_AS_WHOLE,

  /// Now and then an answer is given to the work that came last instead of its own.
  TOKENS_MIXED_UP,

  /// A worker that is slow to read loses a message.
  LOSES_MESSAGES,

  /// An answer without a token is taken for whatever is outstanding under its ids.
  TAKEN_BY_IDS,

  /// An answer that names no dispatch comes twice.
  UNNAMED_TWICE,

  /// An answer that names no dispatch comes long after its worker has connected anew.
  UNNAMED_AFTER_A_BREAK
}
