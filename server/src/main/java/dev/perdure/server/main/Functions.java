package dev.perdure.server.main;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.OperatorException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds the functions to run.
final class Functions {
  private Functions() {}

  /// Those that HTTP requests start.
  static List<HttpFunction> overHttp(FunctionRegistry registry) {
    DataConverter converter = new JacksonDataConverter();
    try {
      return registry.httpFunctions().stream()
          .map(it -> new HttpFunction(it, converter)).toList();
    } catch (IllegalArgumentException e) {
      throw new OperatorException(
          "Expected functions that requests can start, but: " + e.getMessage(), e);
    }
  }

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
