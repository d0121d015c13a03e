package dev.perdure.sdk;

/// Brings the functions of a jar to a program that does not know them: a server registers those of
/// every module that [java.util.ServiceLoader] finds. The jar names its modules, a line each, in
/// `META-INF/services/dev.perdure.sdk.FunctionModule`.
///
/// Contract:
/// - it has a public constructor without parameters;
/// - it is asked once for each registry, and may be asked for several.
@FunctionalInterface
public interface FunctionModule {

  /// Registers the functions.
  ///
  /// @throws IllegalArgumentException if a name is taken or not valid
  void register(FunctionRegistry registry);
}
