package dev.perdure.server.http;

import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import java.io.PrintWriter;
import java.io.StringWriter;

/// How errors look that come about outside the handlers: as in Durable Functions below its base and
/// the functions' prefix, as problem details below `/v1`.
enum ErrorForm {
  DURABLE_FUNCTIONS, PROBLEM_DETAILS;

  private static final String FAULT = "Something went wrong while processing your request";

  static ErrorForm of(Request request) {
    return request.path().startsWith("/v1/") || request.path().equals("/v1")
        ? PROBLEM_DETAILS
        : DURABLE_FUNCTIONS;
  }

  /// A request that is refused.
  Response refused(int status, String code, String message) {
    return switch (this) {
      case DURABLE_FUNCTIONS -> Response.problem(status, message);
      case PROBLEM_DETAILS -> Problem.of(status, code, message).response();
    };
  }

  /// A request that shows nothing, or not enough, of who sent it.
  Response denied(int status, String message) {
    return switch (this) {
      case DURABLE_FUNCTIONS -> Response.problem(status, message);
      case PROBLEM_DETAILS -> Problem
          .of(status, status == 401 ? "unauthenticated" : "forbidden", message)
          .fix("Send a key as x-functions-key, or a bearer token, that has the role")
          .response();
    };
  }

  /// A request that is wrong.
  Response wrong(BadRequestException fault) {
    return switch (this) {
      case DURABLE_FUNCTIONS -> Response.json(400, json -> {
        json.writeStartObject();
        json.writeStringField("Message", fault.headline());
        json.writeStringField("ExceptionMessage", fault.detail());
        json.writeEndObject();
      });
      case PROBLEM_DETAILS -> Problem.of(400, "invalid-request", fault.detail()).response();
    };
  }

  /// A fault of the server.
  ///
  /// @param details whether the caller gets to see it
  Response fault(RuntimeException fault, boolean details) {
    if (this == PROBLEM_DETAILS) {
      return Problem.of(500, "internal", FAULT)
          .fix("The server's log has the cause; please report it").response();
    }
    return Response.json(500, json -> {
      json.writeStartObject();
      json.writeStringField("Message", FAULT);
      if (details) {
        json.writeStringField("ExceptionMessage", String.valueOf(fault.getMessage()));
        json.writeStringField("ExceptionType", fault.getClass().getName());
        json.writeStringField("StackTrace", trace(fault));
      }
      json.writeEndObject();
    });
  }

  private static String trace(RuntimeException fault) {
    StringWriter text = new StringWriter();
    fault.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
