package dev.perdure.sdk.http;

import java.util.logging.Logger;

/// What a function can know of its own call.
public interface ExecutionContext {

  /// Logs for this function.
  Logger getLogger();

  /// The id of this call.
  String getInvocationId();

  /// The function's name.
  String getFunctionName();
}
