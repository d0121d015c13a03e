package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.annotation.AuthorizationLevel;
import dev.perdure.sdk.annotation.FunctionName;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Links;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import dev.perdure.server.http.routing.Permission.Operation;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.security.LinkSigner;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route with every credential. A route that this test does not know fails it, so that none
/// is added without a rule.
final class AccessMatrixTest {
  /// What each route needs, written a second time.
  private static final Map<String, String> NEEDS = needs();

  /// What each credential opens: a role, `functions`, a function, operations, or nothing.
  private static final Map<String, String> OPENS = new LinkedHashMap<>();

  private static final Map<String, String> HEADERS = new LinkedHashMap<>();
  private static final Map<String, String> CODES = new LinkedHashMap<>();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @BeforeAll
  static void open() throws IOException, JOSEException {
    TestTokens tokens = new TestTokens(directory);
    var access = new AccessOptions(
        List.of(
            key("reader", new Grant.Management(Role.READ)),
            key("operator", new Grant.Management(Role.OPERATE)),
            key("admin", new Grant.Management(Role.ADMIN)),
            key("functions", new Grant.Functions(Optional.empty())),
            key("hello", new Grant.Functions(Optional.of("Hello")))),
        Optional.of(tokens.options()), Links.DEFAULTS);
    var registry = new FunctionRegistry().register(new Triggers());
    server = new TestServer(HttpOptions.DEFAULTS.withAccess(access),
        registry.httpFunctions().stream()
            .map(it -> new HttpFunction(it, new JacksonDataConverter())).toList());
    header("nothing at all", "", "X-Nothing: 1");
    for (String name : List.of("reader", "operator", "admin", "functions", "hello")) {
      String opens = name.equals("operator") ? "operate" : name.equals("reader") ? "read" : name;
      header("the key " + name, opens, "x-functions-key: " + secret(name));
      code("the code " + name, opens, secret(name));
    }
    header("a wrong key", "", "x-functions-key: " + secret("another"));
    header("an empty key", "", "x-functions-key: ");
    header("a key of 9,000 letters", "", "x-functions-key: " + "x".repeat(9000));
    code("the hash of a key", "", access.keys().get(2).hash().toString());
    tokens.cases().forEach((name, opens) -> header("a token: " + name, opens,
        "Authorization: Bearer " + tokens.token(name)));
    links();
  }

  private static void links() {
    LinkSigner signer = signer(new byte[32], "TestHubName");
    Instant later = Instant.now().plusSeconds(600);
    Set<Operation> all = EnumSet.allOf(Operation.class);
    code("a link", "link", signer.sign("me", all, later));
    code("a link for reading", "link READ", signer.sign("me", Set.of(Operation.READ), later));
    code("a link of another", "", signer.sign("other", all, later));
    code("a link that is over", "", signer.sign("me", all, Instant.now().minusSeconds(2)));
    code("a link of another hub", "", signer(new byte[32], "Another").sign("me", all, later));
    byte[] other = new byte[32];
    other[0] = 1;
    code("a link of another server", "", signer(other, "TestHubName").sign("me", all, later));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void whoMayMayAndNobodyElseDoes() {
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    for (Route route : server.routes()) {
      String name = route.method() + " " + route.template();
      String need = NEEDS.get(name);
      assertThat(need).as("what %s needs", name).isNotNull();
      for (Map.Entry<String, String> credential : OPENS.entrySet()) {
        int status = status(route, credential.getKey());
        boolean let = status != 401 && status != 403;
        boolean may = need.equals("anybody")
            || (need.equals("handler") ? false : suffices(credential.getValue(), need));
        checked++;
        if (let != may) {
          wrong.add(name + " with " + credential.getKey() + ": " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isEqualTo(server.routes().size() * OPENS.size());
    assertThat(NEEDS).hasSameSizeAs(
        server.routes().stream().map(it -> it.method() + " " + it.template()).distinct().toList());
  }

  @Test
  void whatIsNotEnoughIsToldFromWhatIsNotKnown() {
    String instance = server.api() + "/instances/me";

    assertThat(server.get(instance).statusCode()).isEqualTo(401);
    assertThat(server.get(instance).body())
        .startsWith("{\"Message\":\"Expected a credential that may do GET ");
    assertThat(server.get(instance).headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(server.delete(instance + "?code=" + secret("reader")).statusCode()).isEqualTo(403);
    assertThat(server.delete(instance + "?code=" + secret("wrong")).statusCode()).isEqualTo(401);
  }

  @Test
  void bearerTokensAreAskedForOnlyIfSomebodyGivesThem() {
    var keysAlone = new AccessOptions(
        List.of(key("reader", new Grant.Management(Role.READ))), Optional.empty(),
        Links.DEFAULTS);
    try (var other = new TestServer(HttpOptions.DEFAULTS.withAccess(keysAlone), List.of())) {
      HttpResponse<String> denied = other.get(other.api() + "/instances/me");

      assertThat(denied.statusCode()).isEqualTo(401);
      assertThat(denied.headers().firstValue("WWW-Authenticate")).isEmpty();
    }
  }

  @Test
  void aLinkInAnAnswerOpensItsInstanceAndNoOther() {
    HttpResponse<String> started = server.send(server
        .request(server.api() + "/orchestrators/Wait/mine?code=" + secret("operator"))
        .POST(HttpRequest.BodyPublishers.noBody()));
    String link = started.headers().firstValue("Location").orElseThrow();

    assertThat(link).contains("&code=L1.").doesNotContain(secret("operator"));
    assertThat(server.get(link).statusCode()).isEqualTo(202);
    assertThat(server.get(link.replace("/mine?", "/nobody?")).statusCode()).isEqualTo(401);
    assertThat(server.get(link.replace("/instances/mine?", "/instances?")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aLinkOfOneHubOpensNothingOfAnother() {
    String code = "&code=" + secret("operator");
    String here = server.post(server.api() + "/orchestrators/Wait/twin?taskHub=TestHubName" + code)
        .headers().firstValue("Location").orElseThrow();
    String there = server.post(server.api() + "/orchestrators/Wait/twin?taskHub=another" + code)
        .headers().firstValue("Location").orElseThrow();

    assertThat(server.get(here).statusCode()).isEqualTo(202);
    assertThat(server.get(there).statusCode()).isEqualTo(202);
    assertThat(server.get(there.replace("=another", "=ANOTHER")).statusCode()).isEqualTo(202);
    assertThat(server.get(here.replace("=TestHubName", "=another")).statusCode()).isEqualTo(401);
    assertThat(server.get(there.replace("=another", "=TestHubName")).statusCode()).isEqualTo(401);
    assertThat(server.get(there.replace("taskHub=another&", "")).statusCode()).isEqualTo(401);
    String v1 = there.replace("/runtime/webhooks/durabletask", "/v1");
    assertThat(server.get(v1).statusCode()).isEqualTo(401);
  }

  private static int status(Route route, String credential) {
    String path = route.template().toString()
        .replace("{instanceId}", "me")
        .replaceAll("\\{\\w+}", "x");
    String code = CODES.get(credential);
    var request = server.request(server.base() + path + (code == null ? "" : "?code=" + code));
    String header = HEADERS.get(credential);
    if (header != null) {
      String[] parts = header.split(": ", 2);
      request.header(parts[0], parts[1]);
    }
    String method = route.method().equals("*") ? "POST" : route.method();
    return server.status(request.method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static boolean suffices(String opens, String need) {
    if (need.startsWith("function:")) {
      return opens.equals("functions") || opens.equals("admin")
          || need.equals("function:" + opens);
    }
    List<String> roles = List.of("read", "operate", "admin");
    String[] words = need.split(" ", 2); // The role, and the operation if there is one.
    boolean linked = words.length == 2
        && (opens.equals("link") || opens.equals("link " + words[1]));
    return linked || roles.indexOf(opens) >= roles.indexOf(words[0]);
  }

  private static Map<String, String> needs() {
    Map<String, String> needs = new LinkedHashMap<>();
    String instances = "/runtime/webhooks/durabletask/instances";
    String instance = instances + "/{instanceId}";
    needs.put("POST /runtime/webhooks/durabletask/orchestrators/{functionName}/{instanceId}",
        "operate");
    needs.put("GET " + instances, "read");
    needs.put("DELETE " + instances, "admin");
    needs.put("GET " + instance, "read READ");
    needs.put("DELETE " + instance, "operate PURGE");
    needs.put("POST " + instance + "/raiseEvent/{eventName}", "operate RAISE");
    for (String verb : List.of("terminate", "suspend", "resume", "rewind", "restart")) {
      needs.put("POST " + instance + "/" + verb,
          "operate " + verb.toUpperCase(Locale.ROOT));
    }
    String entities = "/runtime/webhooks/durabletask/entities";
    needs.put("POST " + entities + "/{entityName}/{entityKey}", "operate");
    needs.put("DELETE " + entities + "/{entityName}/{entityKey}", "operate");
    needs.put("GET " + entities + "/{entityName}/{entityKey}", "read");
    needs.put("GET " + entities + "/{entityName}", "read");
    needs.put("* /runtime/webhooks/durabletask/makeprimary", "operate");
    Map.copyOf(needs).forEach((route, need) -> needs.put(
        route.replace("/runtime/webhooks/durabletask", "/admin/extensions/DurableTaskExtension"),
        need));
    needs.put("GET /health/live", "anybody");
    needs.put("GET /health/ready", "anybody");
    needs.put("POST /admin/backup", "handler");
    needsOfTheCleanApi(needs);
    needs.put("GET /api/Hello", "function:hello");
    needs.put("GET /api/Other", "function:other");
    needs.put("GET /api/Secret", "admin");
    needs.put("GET /api/Public", "anybody");
    needs.put("POST /api/orchestrators/{functionName}/{instanceId}", "operate");
    needs.put("GET /api/orchestrators/{functionName}/{instanceId}", "operate");
    return needs;
  }

  private static void needsOfTheCleanApi(Map<String, String> needs) {
    needs.put("GET /v1/openapi.json", "anybody");
    needs.put("POST /v1/instances", "operate");
    needs.put("GET /v1/instances", "read");
    needs.put("GET /v1/counts", "read");
    needs.put("GET /v1/changes", "read");
    String clean = "/v1/instances/{instanceId}";
    for (String shown : List.of("", "/history", "/changes", "/locks")) {
      needs.put("GET " + clean + shown, "read READ");
    }
    for (String verb : List.of("terminate", "suspend", "resume", "rewind", "restart")) {
      needs.put("POST " + clean + "/" + verb, "operate " + verb.toUpperCase(Locale.ROOT));
    }
    needs.put("POST " + clean + "/events/{event}", "operate RAISE");
    needs.put("DELETE " + clean, "operate PURGE");
    needs.put("POST " + clean + "/links", "operate");
    needs.put("GET /v1/entities", "read");
    String entity = "/v1/entities/{name}/{key}";
    needs.put("GET " + entity, "read");
    needs.put("POST " + entity, "operate");
    needs.put("DELETE " + entity, "operate");
    needs.put("POST /v1/entity-storage/clean", "admin");
    needs.put("POST /v1/jobs", "admin");
    needs.put("GET /v1/jobs", "read");
    needs.put("GET /v1/jobs/{job}", "read");
    needs.put("GET /v1/jobs/{job}/changes", "read");
    needs.put("DELETE /v1/jobs/{job}", "admin");
  }

  private static void header(String name, String opens, String header) {
    OPENS.put(name, opens);
    HEADERS.put(name, header);
  }

  private static void code(String name, String opens, String code) {
    OPENS.put(name, opens);
    CODES.put(name, code);
  }

  private static AccessOptions.Key key(String name, Grant grant) {
    return new AccessOptions.Key(name, grant, SaltedHash.of(secret(name)));
  }

  private static String secret(String name) {
    return "secret-of-" + name;
  }

  private static LinkSigner signer(byte[] secret, String hub) {
    return new LinkSigner(secret, hub, InstantSource.system());
  }

  /// One function of each level, and two of the middle one.
  static final class Triggers {
    @FunctionName("Hello")
    public String hello(@HttpTrigger(name = "r", methods = HttpMethod.GET) String body) {
      return "hello";
    }

    @FunctionName("Other")
    public String other(@HttpTrigger(name = "r", methods = HttpMethod.GET) String body) {
      return "other";
    }

    @FunctionName("Secret")
    public String secret(
        @HttpTrigger(
            name = "r",
            methods = HttpMethod.GET,
            authLevel = AuthorizationLevel.ADMIN) String body) {
      return "secret";
    }

    @FunctionName("Public")
    public String everybody(
        @HttpTrigger(
            name = "r",
            methods = HttpMethod.GET,
            authLevel = AuthorizationLevel.ANONYMOUS) String body) {
      return "public";
    }
  }
}
