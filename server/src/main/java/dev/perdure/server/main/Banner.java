package dev.perdure.server.main;

import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.cli.Version;
import dev.perdure.server.configuration.ServerConfiguration;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is printed when a server has started.
final class Banner {
  private static final String API = "/runtime/webhooks/durabletask/instances";

  private Banner() {}

  static String of(ServerConfiguration configuration, RunningServer server) {
    String scheme = configuration.http().tls().isPresent() ? "https" : "http";
    String address = scheme + "://" + host(configuration.address()) + ":" + server.port();
    FunctionRegistry functions = server.functions();
    return """
        Perdure %s is ready
          HTTP       %s
          gRPC       %s
          State      %s
          Retention  %s
          Functions  %s
          Entities   %s
          Triggers   %s

        Try:
          %s

        Stop with Ctrl-C.
        """.formatted(
        Version.ofProgram(), address,
        GrpcListener.describe(
            host(configuration.address()), server.grpcPorts()),
        state(configuration), retention(configuration),
        functions(functions),
        entities(functions.entityNames()),
        triggers(address + "/" + configuration.http().names().routePrefix(), functions),
        String.join("\n  ", tries(address, functions)));
  }

  private static String functions(FunctionRegistry functions) {
    Set<String> orchestrators = functions.orchestratorNames();
    int activities = functions.activityNames().size();
    return orchestrators.isEmpty() && activities == 0
        ? "none of its own"
        : orchestrators.size() + " orchestrators, " + activities + " activities: "
            + String.join(", ", new TreeSet<>(orchestrators));
  }

  private static String entities(Set<String> names) {
    return names.isEmpty() ? "none" : names.size() + ": " + String.join(", ", new TreeSet<>(names));
  }

  private static String triggers(String root, FunctionRegistry functions) {
    List<String> lines = Functions.overHttp(functions).stream()
        .map(it -> methods(it) + " " + root + (root.endsWith("/") ? "" : "/") + it.route() + " ("
            + it.name() + ")")
        .toList();
    return lines.isEmpty() ? "none" : String.join("\n             ", lines);
  }

  private static String methods(HttpFunction function) {
    Set<HttpMethod> methods = function.methods();
    return methods.size() == HttpMethod.values().length
        ? "any method"
        : methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    return text.equals("127.0.0.1") ? "localhost" : text.contains(":") ? "[" + text + "]" : text;
  }

  private static String state(ServerConfiguration configuration) {
    return configuration.data()
        .map(it -> it.toAbsolutePath().normalize() + " (kept)")
        .orElse("in memory (ephemeral: gone when the server stops)");
  }

  private static String retention(ServerConfiguration configuration) {
    return configuration.retention()
        .map(it -> "instances are removed " + words(it) + " after their end")
        .orElse("off: instances are kept until they are purged");
  }

  private static String words(Duration duration) {
    boolean wholeDays = duration.equals(Duration.ofDays(duration.toDays()));
    return wholeDays
        ? duration.toDays() + (duration.toDays() == 1 ? " day" : " days")
        : duration.toString().substring(2);
  }

  private static List<String> tries(String address, FunctionRegistry functions) {
    Set<String> orchestrators = functions.orchestratorNames();
    if (!orchestrators.containsAll(Set.of("DoWork", "ApprovalWorkflow"))
        || !functions.entityNames().contains("counter")) {
      return List.of(
          "curl -i -X POST " + address + "/api/orchestrators/{name} -H \"Content-Length: 0\"",
          "curl -i " + address + API,
          "curl -i " + address + "/health/ready");
    }
    return List.of(
        "curl -i -X POST " + address + "/api/orchestrators/DoWork -H \"Content-Length: 0\"",
        "curl -i -X POST " + address
            + "/api/orchestrators/ApprovalWorkflow/trip -H \"Content-Length: 0\"",
        "curl -i -d \"true\" " + address + API
            + "/trip/raiseEvent/ApprovalEvent -H \"Content-Type: application/json\"",
        "curl -d '{\"operation\": \"add\", \"input\": 5}' " + address
            + "/v1/entities/counter/visits",
        "curl " + address + "/v1/entities/counter/visits");
  }
}
