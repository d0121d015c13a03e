package dev.perdure.server.http;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.InstanceWatcher;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.v1.JobStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The HTTP front on a free port of loopback, over a hub in memory with a worker that runs a few
/// small functions.
final class TestServer implements AutoCloseable {
  static final int MAX_PAYLOAD = 64 * 1024;
  static final String TOKEN = "the-token";

  /// How long a test waits for what is to come.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String BASE = "/runtime/webhooks/durabletask";

  final EmbeddedHub hub;
  final List<Path> backups = new CopyOnWriteArrayList<>();

  /// A hub beside the one that is served, without a worker.
  final EmbeddedHub another = EmbeddedHub.open(
      MemoryStore.open(new MemoryStore.Disk()), HubOptions.defaults());
  private final DurableTaskWorker worker;
  private final HttpFront front;
  private final HttpClient client = HttpClient.newHttpClient();

  TestServer() {
    this(HttpOptions.DEFAULTS, List.of());
  }

  TestServer(HttpOptions options, List<HttpFunction> functions) {
    this(options, functions, JobStore.inMemory());
  }

  TestServer(HttpOptions options, List<HttpFunction> functions, JobStore jobs) {
    hub = EmbeddedHub.open(MemoryStore.open(new MemoryStore.Disk()),
        HubOptions.defaults().withMaxPayloadBytes(MAX_PAYLOAD));
    worker = new DurableTaskWorker(hub, functions()).start();
    front = HttpFront.open(hub,
        new HttpSettings(InetAddress.getLoopbackAddress(), 0, MAX_PAYLOAD, options,
            new HttpSettings.Secrets(TOKEN, new byte[32]), functions, jobs),
        new TestOperations());
  }

  static FunctionRegistry functions() {
    return new FunctionRegistry()
        .orchestration("Echo", ctx -> ctx.getInput(Object.class))
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", Object.class).await())
        .orchestration("Hold", ctx -> {
          ctx.lock(new EntityId("counter", "locked"), new EntityId("counter", "more"));
          return ctx.waitForExternalEvent("Go", Object.class).await();
        })
        .orchestration("Parent",
            ctx -> ctx.callSubOrchestrator("Echo", "1", String.class).await())
        .orchestration("Named", ctx -> ctx.callSubOrchestrator(
            "Wait", null, ctx.getInput(String.class), Object.class).await())
        .orchestration("Fail", _ -> {
          throw new IllegalStateException("out of luck");
        })
        .entity("Register", operation -> {
          switch (operation.getName()) {
            case "set" -> operation.getState().setState(operation.getInput(Object.class));
            case "twice" -> operation.getState()
                .setState(List.of(operation.getInput(String.class),
                    operation.getInput(String.class)));
            case "delete" -> operation.getState().deleteState();
            default -> throw new IllegalArgumentException(operation.getName());
          }
          return null;
        })
        .orchestration("Many", TestServer::many)
        .orchestration("Call", ctx -> ctx.callActivity("Upper", "a", String.class).await())
        .entity("Counter", TestServer::count)
        .entity("Note", TestServer::write)
        .activity("Upper", String.class, it -> it == null ? "" : it.toUpperCase(Locale.ROOT));
  }

  /// Calls an activity so many times at once, with so many bytes each.
  private static @Nullable Object many(TaskOrchestrationContext ctx) {
    int[] asked = ctx.getInput(int[].class);
    List<Task<String>> calls = new ArrayList<>();
    for (int i = 0; i < asked[0]; i++) {
      calls.add(ctx.callActivity("Upper", "x".repeat(asked[1]) + i, String.class));
    }
    ctx.allOf(calls).await();
    return null;
  }

  private static @Nullable Object count(TaskEntityOperation operation) {
    if (operation.getName().equals("delete")) {
      operation.getState().deleteState();
    } else {
      operation.getState().setState(
          operation.getState().getState(Integer.class, 0) + operation.getInput(Integer.class));
    }
    return null;
  }

  private static @Nullable Object write(TaskEntityOperation operation) {
    operation.getState().setState(operation.getInput(String.class));
    return null;
  }

  String base() {
    return "http://localhost:" + front.port();
  }

  String api() {
    return base() + BASE;
  }

  int port() {
    return front.port();
  }

  /// Begins to stop.
  void refuseChanges() {
    front.refuseChanges();
  }

  /// All routes of the front.
  List<Route> routes() {
    return front.routes();
  }

  HttpResponse<String> get(String url) {
    return send(request(url).GET());
  }

  HttpResponse<String> delete(String url) {
    return send(request(url).DELETE());
  }

  HttpResponse<String> post(String url) {
    return send(request(url).POST(HttpRequest.BodyPublishers.noBody()));
  }

  HttpResponse<String> postJson(String url, String json) {
    return send(request(url).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).version(HttpClient.Version.HTTP_1_1);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The status of an answer, of which no more is read: it may be a stream without an end.
  int status(HttpRequest.Builder request) {
    try {
      HttpResponse<InputStream> response = client.send(
          request.build(), HttpResponse.BodyHandlers.ofInputStream());
      response.body().close();
      return response.statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Starts an instance and waits for its end.
  HttpResponse<String> run(String function, String id, String json) {
    postJson(api() + "/orchestrators/" + function + "/" + id + "?timeout=10", json);
    return get(api() + "/instances/" + id);
  }

  /// Sends exactly these bytes and reads until the server closes the connection, or for as long as
  /// it has said that its answer is.
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      var answer = new ByteArrayOutputStream();
      int next = socket.getInputStream().read();
      while (next >= 0) {
        answer.write(next);
        if (isWhole(answer.toString(StandardCharsets.UTF_8))) {
          break;
        }
        next = socket.getInputStream().read();
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    front.close();
    worker.close();
    hub.close();
    another.close();
    client.close();
  }

  private static boolean isWhole(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(answer);
    return length.find()
        && answer.substring(end + 4).getBytes(StandardCharsets.UTF_8).length >= Integer
            .parseInt(length.group(1));
  }

  private final class TestOperations implements Operations {
    @Override
    public Optional<EmbeddedHub> hub(String name) {
      return name.equals("another") ? Optional.of(another) : Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
      return hub.taskHub().serving() ? Optional.empty() : Optional.of("not serving");
    }

    @Override
    public List<PendingFunction> pendingFunctions() {
      return hub.taskHub().pendingWork().stream()
          .map(it -> new PendingFunction("orchestrator", it.function(), it.instanceId()))
          .toList();
    }

    @Override
    public void watch(InstanceWatcher watcher) {
      hub.taskHub().watch(watcher);
    }

    @Override
    public void unwatch(InstanceWatcher watcher) {
      hub.taskHub().unwatch(watcher);
    }

    @Override
    public void backup(Path directory) {
      if (directory.endsWith("full")) {
        throw new IllegalStateException(
            "Expected an empty directory, but " + directory + " is not");
      }
      backups.add(directory);
    }
  }
}
