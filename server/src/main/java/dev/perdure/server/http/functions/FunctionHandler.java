package dev.perdure.server.http.functions;

import dev.perdure.sdk.client.DurableClientContext;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.http.HttpManagement;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.trigger.BadHttpCallException;
import dev.perdure.sdk.trigger.HttpCall;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.exchange.UnavailableException;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a function answer a request.
///
/// @param function the function
/// @param context what it gets to know of the hub
public record FunctionHandler(HttpFunction function, Context context) implements Handler {
  private static final Logger log = LoggerFactory.getLogger(FunctionHandler.class);

  /// What functions get to know of the hub.
  ///
  /// @param hub the name of the hub
  /// @param client a client of the hub
  /// @param management the management of instances, as whoever sent a request can reach it
  public record Context(
      String hub, DurableTaskClient client, Function<Request, HttpManagement> management) {

    DurableClientContext forRequest(Request request) {
      return new DurableClientContext(hub, client, management.apply(request));
    }
  }

  @Override
  public Response handle(Request request, PathValues path) {
    HttpResponseMessage answer;
    try {
      answer = function.call(call(request, path), context.forRequest(request));
    } catch (BadHttpCallException e) {
      return Response.problem(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("The server is stopping");
    } catch (Exception e) { // Whatever a function throws is its own.
      log.atError().addKeyValue("function", function.name()).setCause(e).log("A function failed");
      return Response.empty(500);
    }
    return response(answer);
  }

  private static HttpCall call(Request request, PathValues path) {
    try {
      return new HttpCall(new URI(request.address()), HttpMethod.valueOf(request.method()),
          request.headers().all(), request.query().first(), path.values(), request.body());
    } catch (URISyntaxException e) {
      throw new BadHttpCallException("Expected an address that is a URI, but it is not", e);
    }
  }

  private static Response response(HttpResponseMessage answer) {
    Object body = answer.getBody();
    byte[] bytes = body instanceof byte[] raw
        ? raw
        : body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    String type = answer.getHeader("Content-Type");
    Response response = Response.empty(answer.getStatusCode());
    for (Map.Entry<String, String> header : answer.getHeaders().entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    if (type == null && body != null) {
      response = response.with("Content-Type",
          body instanceof byte[] ? "application/octet-stream" : "text/plain; charset=utf-8");
    }
    return new Response(response.status(), response.headers(), bytes, null, null);
  }
}
