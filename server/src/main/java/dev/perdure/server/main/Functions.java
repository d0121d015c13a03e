package dev.perdure.server.main;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the functions to run.
final class Functions {
  private static final String SERVICES = "META-INF/services/" + FunctionModule.class.getName();

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
    return of(ServiceLoader.load(FunctionModule.class).stream());
  }

  /// Those of the modules in jars and directories.
  ///
  /// @param paths jars, or directories of classes, of jars or of both
  /// @throws OperatorException if one is neither, or if there is no function in them
  static FunctionRegistry in(List<Path> paths) {
    List<URL> urls = new ArrayList<>();
    paths.forEach(path -> add(path, urls));
    // It is open for as long as the server runs.
    ClassLoader loader = new URLClassLoader(
        "functions", urls.toArray(URL[]::new), Functions.class.getClassLoader());
    Set<String> others = ServiceLoader.load(FunctionModule.class).stream()
        .map(module -> module.type().getName())
        .collect(Collectors.toSet());
    FunctionRegistry functions = of(
        ServiceLoader.load(FunctionModule.class, loader).stream()
            .filter(module -> !others.contains(module.type().getName())));
    if (isEmpty(functions)) {
      throw new OperatorException("Expected functions in " + paths + ", but found none; a jar "
          + "names its modules in " + SERVICES);
    }
    return functions;
  }

  /// Whether there is nothing to run.
  static boolean isEmpty(FunctionRegistry functions) {
    return functions.orchestratorNames().isEmpty() && functions.activityNames().isEmpty()
        && functions.entityNames().isEmpty() && functions.httpFunctions().isEmpty();
  }

  /// The names of those that are given work.
  static Set<String> names(FunctionRegistry functions) {
    return Stream
        .of(functions.orchestratorNames(), functions.activityNames(), functions.entityNames())
        .flatMap(Set::stream).collect(Collectors.toSet());
  }

  private static FunctionRegistry of(Stream<ServiceLoader.Provider<FunctionModule>> modules) {
    FunctionRegistry registry = new FunctionRegistry();
    try {
      modules.map(ServiceLoader.Provider::get).forEach(module -> module.register(registry));
    } catch (IllegalArgumentException | ServiceConfigurationError | LinkageError e) {
      throw new OperatorException("Expected functions that can be loaded, but: " + e.getMessage(),
          e);
    }
    return registry;
  }

  private static void add(Path path, List<URL> urls) {
    try {
      if (Files.isDirectory(path)) {
        urls.add(url(path));
        try (var files = Files.list(path)) {
          for (Path jar : files.filter(Functions::isJar).sorted().toList()) {
            urls.add(url(jar));
          }
        }
      } else if (Files.isReadable(path) && isJar(path)) {
        urls.add(url(path));
      } else {
        throw new OperatorException("Expected a jar or a directory as --functions, but "
            + path.toAbsolutePath() + (Files.exists(path) ? " is neither" : " does not exist"));
      }
    } catch (IOException e) {
      throw new OperatorException("Expected to read " + path.toAbsolutePath() + ", but: " + e, e);
    }
  }

  private static boolean isJar(Path path) {
    return path.toString().endsWith(".jar");
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }
}
