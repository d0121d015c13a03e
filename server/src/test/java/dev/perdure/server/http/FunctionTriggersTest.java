package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.annotation.AuthorizationLevel;
import dev.perdure.sdk.annotation.BindingName;
import dev.perdure.sdk.annotation.DurableClientInput;
import dev.perdure.sdk.annotation.FunctionName;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.client.DurableClientContext;
import dev.perdure.sdk.http.ExecutionContext;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.http.HttpRequestMessage;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatus;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.OperatorException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Functions that requests start, over a real socket.
final class FunctionTriggersTest {
  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = new TestServer(HttpOptions.DEFAULTS, functions(new Shop()));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
      "GET, /api/Echo?name=Ada, 200, GET Ada nothing",
      "POST, /api/echo, 200, POST nobody body",
      "GET, /api/orders/7, 200, order 7",
      "GET, /api/orders/latest, 200, latest",
      "GET, /api/orders/seven, 200, order named seven",
      "GET, /api/files/a/b%20c/d.txt, 200, a/b c/d.txt",
      "GET, /api/files, 200, ''",
      "GET, /api/page, 200, page 1",
      "GET, /api/page/4, 200, page 4",
      "PUT, /api/Echo, 404, ''",
      "GET, /api/orders, 404, ''"})
  void theMostParticularRouteIsTaken(String method, String path, int status, String body) {
    HttpResponse<String> response = server.send(server.request(server.base() + path)
        .method(method, method.equals("POST")
            ? HttpRequest.BodyPublishers.ofString("body")
            : HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 200) {
      assertThat(response.body()).isEqualTo(body);
    }
  }

  @Test
  void bodiesAndResultsAreJsonUnlessTheyAreTextOrBytes() {
    HttpResponse<String> order = server.postJson(server.base() + "/api/order",
        "{\"item\":\"tea\",\"count\":2}");
    HttpResponse<String> bytes = server.postJson(server.base() + "/api/bytes", "abc");

    assertThat(order.statusCode()).isEqualTo(201);
    assertThat(order.body()).isEqualTo("{\"item\":\"tea\",\"count\":3}");
    assertThat(type(order)).isEqualTo("application/json; charset=utf-8");
    assertThat(bytes.body()).isEqualTo("cba");
    assertThat(type(bytes)).isEqualTo("application/octet-stream");
    assertThat(type(server.get(server.base() + "/api/orders/7")))
        .isEqualTo("text/plain; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({"{, JSON", "'', body", "[], JSON"})
  void aBodyThatDoesNotFitIsRefused(String body, String named) {
    HttpResponse<String> response = server.postJson(server.base() + "/api/order", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"Message\":\"").contains(named)
        .doesNotContain("\\tat ");
  }

  @Test
  void whatIsMissingOrOfAnotherKindInTheAddressIsRefused() {
    assertThat(server.get(server.base() + "/api/id/nonsense").statusCode()).isEqualTo(400);
    assertThat(server.get(server.base() + "/api/id/"
        + "123e4567-e89b-12d3-a456-426614174000").body()).endsWith("174000");
    assertThat(server.get(server.base() + "/api/sum?a=1").statusCode()).isEqualTo(400);
    assertThat(server.get(server.base() + "/api/sum?a=1&b=2").body()).isEqualTo("3");
  }

  @Test
  void aFunctionThatFailsTellsCallersNothing() {
    HttpResponse<String> failed = server.get(server.base() + "/api/fail");

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).isEmpty();
    assertThat(server.get(server.base() + "/api/nothing").statusCode()).isEqualTo(204);
  }

  @Test
  void anOrchestrationIsStartedAndItsAddressesGiven() {
    HttpResponse<String> started = server.postJson(server.base() + "/api/start/Echo", "5");
    String location = started.headers().firstValue("Location").orElseThrow();

    assertThat(started.statusCode()).isEqualTo(202);
    assertThat(started.headers().firstValue("Retry-After")).contains("10");
    assertThat(started.body()).contains("\"statusQueryGetUri\":\"" + location + "\"",
        "\"rewindPostUri\":\"" + server.api());
    assertThat(location).startsWith(server.api() + "/instances/").contains("?taskHub=TestHubName");
    assertThat(server.get(location).statusCode()).isIn(200, 202);
  }

  @Test
  void anOrchestrationIsAwaited() {
    HttpResponse<String> done = server.postJson(server.base() + "/api/run/Echo?wait=10", "[1]");
    HttpResponse<String> failed = server.postJson(server.base() + "/api/run/Fail?wait=10", "1");
    HttpResponse<String> late = server.postJson(server.base() + "/api/run/Wait?wait=0", "1");

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body()).isEqualTo("[1]");
    assertThat(failed.statusCode()).isEqualTo(200);
    assertThat(failed.body()).contains("\"runtimeStatus\":\"Failed\"");
    assertThat(late.statusCode()).isEqualTo(202);
    assertThat(late.body()).contains("\"terminatePostUri\"");
  }

  @Test
  void twoFunctionsOfOneRouteAreRefusedAtTheStart() {
    assertThatThrownBy(() -> new TestServer(HttpOptions.DEFAULTS, functions(new Twice())))
        .isInstanceOf(OperatorException.class).hasMessageContaining("One")
        .hasMessageContaining("Two");
  }

  @Test
  void aRouteThatIsNoneIsRefusedAtTheStart() {
    assertThatThrownBy(() -> new TestServer(HttpOptions.DEFAULTS, functions(new Malformed())))
        .isInstanceOf(OperatorException.class).hasMessageContaining("'a{b}c'");
  }

  private static List<HttpFunction> functions(Object target) {
    return new FunctionRegistry().register(target).httpFunctions().stream()
        .map(it -> new HttpFunction(it, new JacksonDataConverter())).toList();
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Type").orElseThrow();
  }

  /// An order.
  record Order(String item, int count) {}

  /// Functions of all shapes.
  static final class Shop {
    @FunctionName("Echo")
    public HttpResponseMessage echo(
        @HttpTrigger(
            name = "req",
            methods = {HttpMethod.GET, HttpMethod.POST},
            authLevel = AuthorizationLevel.ANONYMOUS) HttpRequestMessage<Optional<String>> request,
        ExecutionContext execution) {
      String name = request.getQueryParameters().getOrDefault("NAME", "nobody");
      assertThat(execution.getFunctionName()).isEqualTo("Echo");
      assertThat(execution.getInvocationId()).hasSize(36);
      return request.createResponseBuilder(HttpStatus.OK)
          .body(request.getHttpMethod() + " " + name + " " + request.getBody().orElse("nothing"))
          .build();
    }

    @FunctionName("Latest")
    public String latest(
        @HttpTrigger(name = "r", route = "orders/latest", methods = HttpMethod.GET) String body) {
      return "latest";
    }

    @FunctionName("ByNumber")
    public String byNumber(
        @HttpTrigger(name = "r", route = "orders/{id:int}", methods = HttpMethod.GET) String body,
        @BindingName("id") int id) {
      return "order " + id;
    }

    @FunctionName("ByName")
    public String byName(
        @HttpTrigger(name = "r", route = "orders/{id}", methods = HttpMethod.GET) String body,
        @BindingName("id") String id) {
      return "order named " + id;
    }

    @FunctionName("Files")
    public String files(
        @HttpTrigger(name = "r", route = "/files/{*path}", methods = HttpMethod.GET) String body,
        @BindingName("path") String path) {
      return path;
    }

    @FunctionName("Page")
    public String page(
        @HttpTrigger(name = "r", route = "page/{n?}", methods = HttpMethod.GET) String body,
        @BindingName("n") Optional<Integer> number) {
      return "page " + number.orElse(1);
    }

    @FunctionName("Order")
    public HttpResponseMessage order(
        @HttpTrigger(
            name = "r",
            route = "order",
            methods = HttpMethod.POST) HttpRequestMessage<Order> request) {
      Order order = request.getBody();
      return request.createResponseBuilder(HttpStatus.CREATED)
          .body(new Order(order.item(), order.count() + 1)).build();
    }

    @FunctionName("Bytes")
    public byte[] bytes(
        @HttpTrigger(name = "r", route = "bytes", methods = HttpMethod.POST) byte[] body) {
      return new StringBuilder(new String(body, StandardCharsets.UTF_8))
          .reverse().toString().getBytes(StandardCharsets.UTF_8);
    }

    @FunctionName("Id")
    public String id(
        @HttpTrigger(name = "r", route = "id/{id}", methods = HttpMethod.GET) String body,
        @BindingName("id") UUID id) {
      return id.toString();
    }

    @FunctionName("Sum")
    public Map<String, Integer> sumOf(
        @HttpTrigger(name = "r", route = "sums", methods = HttpMethod.GET) String body) {
      return Map.of();
    }

    @FunctionName("Add")
    public int add(
        @HttpTrigger(name = "r", route = "sum", methods = HttpMethod.GET) String body,
        @BindingName("a") int a,
        @BindingName("b") int b) {
      return a + b;
    }

    @FunctionName("Failing")
    public String fail(
        @HttpTrigger(name = "r", route = "fail", methods = HttpMethod.GET) String body) {
      throw new IllegalStateException("a secret");
    }

    @FunctionName("Nothing")
    public void nothing(
        @HttpTrigger(name = "r", route = "nothing", methods = HttpMethod.GET) String body) {}

    @FunctionName("Start")
    public HttpResponseMessage start(
        @HttpTrigger(
            name = "r",
            route = "start/{name}",
            methods = HttpMethod.POST) HttpRequestMessage<Optional<Integer>> request,
        @BindingName("name") String name,
        @DurableClientInput(name = "client") DurableClientContext durable) {
      assertThat(durable.getTaskHubName()).isEqualTo("TestHubName");
      String id = durable.getClient()
          .scheduleNewOrchestrationInstance(name, request.getBody().orElse(0));
      return durable.createCheckStatusResponse(request, id);
    }

    @FunctionName("Run")
    public HttpResponseMessage run(
        @HttpTrigger(
            name = "r",
            route = "run/{name}",
            methods = HttpMethod.POST) HttpRequestMessage<Optional<Object>> request,
        @BindingName("name") String name,
        @BindingName("wait") long seconds,
        @DurableClientInput(name = "client") DurableClientContext durable) {
      String id = durable.getClient().scheduleNewOrchestrationInstance(name, List.of(1));
      return durable.waitForCompletionOrCreateCheckStatusResponse(
          request, id, Duration.ofSeconds(seconds));
    }
  }

  /// Two functions of one route.
  static final class Twice {
    @FunctionName("One")
    public String one(@HttpTrigger(name = "r", route = "a/{x}") String body) {
      return body;
    }

    @FunctionName("Two")
    public String two(@HttpTrigger(name = "r", route = "A/{y}") String body) {
      return body;
    }
  }

  /// A route with braces in the middle of a segment.
  static final class Malformed {
    @FunctionName("One")
    public String one(@HttpTrigger(name = "r", route = "a{b}c") String body) {
      return body;
    }
  }
}
