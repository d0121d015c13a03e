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
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The functions that a server runs.
///
/// @param own those that are always run
/// @param yielding those that are run as long as nobody else offers functions of these names
record Functions(FunctionRegistry own, FunctionRegistry yielding) {
  private static final String SERVICES = "META-INF/services/" + FunctionModule.class.getName();

  /// Those of all modules on the class path.
  static Functions ofClassPath() {
    return of(ServiceLoader.load(FunctionModule.class).stream());
  }

  /// Those of the modules in jars and directories; without any, those of the class path.
  ///
  /// @param paths jars, or directories of classes, of jars or of both
  /// @throws OperatorException if one is neither, or if there is no module in them
  static Functions in(List<Path> paths) {
    if (paths.isEmpty()) {
      return ofClassPath();
    }
    List<URL> urls = new ArrayList<>();
    paths.forEach(path -> add(path, urls));
    // It is open for as long as the server runs.
    ClassLoader loader = new URLClassLoader(
        "functions", urls.toArray(URL[]::new), Functions.class.getClassLoader());
    Set<String> others = ServiceLoader.load(FunctionModule.class).stream()
        .map(module -> module.type().getName())
        .collect(Collectors.toSet());
    Functions functions = of(
        ServiceLoader.load(FunctionModule.class, loader).stream()
            .filter(module -> !others.contains(module.type().getName())));
    if (isEmpty(functions.own) && isEmpty(functions.yielding)) {
      throw new OperatorException("Expected functions in " + paths + ", but found none; a jar "
          + "names its modules in " + SERVICES);
    }
    return functions;
  }

  /// Whether there is nothing to run.
  static boolean isEmpty(FunctionRegistry registry) {
    return registry.orchestratorNames().isEmpty() && registry.activityNames().isEmpty()
        && registry.entityNames().isEmpty() && registry.httpFunctions().isEmpty();
  }

  /// Those that HTTP requests start.
  List<HttpFunction> overHttp() {
    DataConverter converter = new JacksonDataConverter();
    List<HttpFunction> functions = new ArrayList<>();
    try {
      for (FunctionRegistry registry : List.of(own, yielding)) {
        registry.httpFunctions().forEach(it -> functions.add(new HttpFunction(it, converter)));
      }
      return functions;
    } catch (IllegalArgumentException e) {
      throw new OperatorException(
          "Expected functions that requests can start, but: " + e.getMessage(), e);
    }
  }

  /// The names of the orchestrators, in order.
  Set<String> orchestratorNames() {
    return names(FunctionRegistry::orchestratorNames);
  }

  /// The names of the activities, in order.
  Set<String> activityNames() {
    return names(FunctionRegistry::activityNames);
  }

  /// The names of the entities, in order.
  Set<String> entityNames() {
    return names(FunctionRegistry::entityNames);
  }

  private Set<String> names(Function<FunctionRegistry, Set<String>> kind) {
    Set<String> names = new TreeSet<>(kind.apply(own));
    names.addAll(kind.apply(yielding));
    return names;
  }

  private static Functions of(Stream<ServiceLoader.Provider<FunctionModule>> modules) {
    Functions functions = new Functions(new FunctionRegistry(), new FunctionRegistry());
    try {
      modules.map(ServiceLoader.Provider::get).forEach(
          module -> module.register(module.yields() ? functions.yielding : functions.own));
    } catch (IllegalArgumentException | ServiceConfigurationError | LinkageError e) {
      throw new OperatorException("Expected functions that can be loaded, but: " + e.getMessage(),
          e);
    }
    return functions;
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
