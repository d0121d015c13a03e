package dev.perdure.server.main;

import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.server.configuration.OperatorException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds the functions to run.
final class Functions {
  private Functions() {}

  /// Those of all modules on the class path.
  static FunctionRegistry ofClassPath() {
    FunctionRegistry registry = new FunctionRegistry();
    try {
      for (FunctionModule module : ServiceLoader.load(FunctionModule.class)) {
        module.register(registry);
      }
    } catch (IllegalArgumentException | ServiceConfigurationError e) {
      throw new OperatorException("Expected functions that can be loaded, but: " + e.getMessage(),
          e);
    }
    return registry;
  }
}
