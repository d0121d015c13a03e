package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.routing.Permission;
import dev.perdure.server.http.routing.Route;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The document of the clean API says what the routes do.
final class OpenApiTest {
  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @SuppressWarnings("NullAway.Init")
  private static JsonNode document;

  @BeforeAll
  static void open() throws IOException {
    server = new TestServer();
    document = new ObjectMapper().readTree(server.get(server.base() + "/v1/openapi.json").body());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void everyRouteIsDocumentedAndNothingElseIs() {
    Map<String, String> routes = new TreeMap<>();
    for (Route route : server.routes()) {
      String path = route.template().toString();
      if (path.startsWith("/v1/")) {
        routes.put(route.method() + " " + path, role(route.permission()));
      }
    }
    Map<String, String> documented = new TreeMap<>();
    operations().forEach((name, operation) -> documented.put(name,
        operation.get("description").textValue()));

    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void thePartsOfEveryPathAreParameters() {
    operations().forEach((name, operation) -> {
      Set<String> inPath = new TreeSet<>();
      Pattern.compile("\\{(\\w+)}").matcher(name).results().forEach(it -> inPath.add(it.group(1)));

      assertThat(parameters(operation, "path")).as(name).isEqualTo(inPath);
    });
  }

  @Test
  void everyQueryThatIsDocumentedIsKnownAndNoOtherIs() {
    server.run("Echo", "documented", "1");
    operations().forEach((name, operation) -> {
      String[] words = name.split(" ", 2);
      String address = server.base() + words[1].replace("{instanceId}", "documented")
          .replace("{event}", "E").replace("{job}", "none")
          .replace("{name}", "counter").replace("{key}", "documented") + "?";
      if (!words[1].endsWith("openapi.json")) {
        assertThat(body(words[0], address + "surprise=1")).as(name)
            .contains("\"code\":\"invalid-request\"", "'surprise'");
      }
      for (String parameter : parameters(operation, "query")) {
        if (words[1].equals("/v1/changes")) { // A stream without an end.
          assertThat(server.status(server.request(address + parameter
              + (parameter.equals("status") ? "=Running" : "=a:b")))).as(parameter).isEqualTo(200);
        } else {
          assertThat(body(words[0], address + parameter + "=1")).as(name + " " + parameter)
              .doesNotContain("Expected no query");
        }
      }
    });
  }

  @Test
  void everyMemberOfAnInstanceIsDocumented() throws IOException {
    server.run("Echo", "member", "1");
    JsonNode instance = new ObjectMapper()
        .readTree(server.get(server.base() + "/v1/instances/member?payloads=true").body());
    JsonNode schema = document.at("/components/schemas/Instance");

    assertThat(names(instance)).isEqualTo(names(schema.get("properties")));
    List<String> required = new ArrayList<>();
    schema.get("required").forEach(it -> required.add(it.textValue()));
    assertThat(names(instance)).containsAll(required);
  }

  @Test
  void everyMemberOfAnEntityIsDocumented() throws IOException {
    String address = server.base() + "/v1/entities/counter/member";
    server.postJson(address + "?wait=10", "{\"operation\":\"add\",\"input\":1}");
    JsonNode entity = new ObjectMapper().readTree(server.get(address).body());
    JsonNode schema = document.at("/components/schemas/Entity");

    assertThat(names(entity)).isEqualTo(names(schema.get("properties")));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    document.findValues("$ref").forEach(it -> references.add(it.textValue()));

    assertThat(references).hasSizeGreaterThan(20)
        .allMatch(it -> !document.at(it.substring(1)).isMissingNode());
  }

  @Test
  void everyCodeOfAProblemIsDocumented() throws IOException {
    Set<String> used = new TreeSet<>(Set.of("unauthenticated", "forbidden"));
    Pattern code = Pattern.compile(
        "(?:Problem\\s*\\.of\\(|errors\\.refused\\(|Problem\\.of\\(\\s*|new Refusal\\()"
            + "\\s*\\d{3},\\s*\"([a-z-]+)\"");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/perdure/server/http"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        code.matcher(Files.readString(file)).results().forEach(it -> used.add(it.group(1)));
      }
    }
    Set<String> documented = new TreeSet<>();
    document.at("/components/schemas/Problem/properties/code/enum")
        .forEach(it -> documented.add(it.textValue()));

    assertThat(documented).isEqualTo(used);
  }

  private static Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    document.get("paths").properties()
        .forEach(path -> path.getValue().properties()
            .forEach(it -> operations.put(
                it.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), it.getValue())));
    return operations;
  }

  private static Set<String> parameters(JsonNode operation, String where) {
    Set<String> names = new TreeSet<>();
    operation.path("parameters").forEach(it -> {
      if (it.get("in").textValue().equals(where)) {
        names.add(it.get("name").textValue());
      }
    });
    return names;
  }

  private static String role(Permission permission) {
    return switch (permission) {
      case Permission.Anybody _ -> "Open to everybody.";
      case Permission.Management it -> "Needs the role "
          + roleName(it.role()) + ".";
      case Permission.OfHandler _,Permission.Function _ -> "";
    };
  }

  private static String roleName(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String body(String method, String address) {
    return server.send(server.request(address)
        .method(method, HttpRequest.BodyPublishers.noBody())).body();
  }
}
