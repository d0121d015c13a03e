package dev.perdure.server.http.v1;

import dev.perdure.model.Identifiers;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.routing.Permission.Operation;
import dev.perdure.server.http.security.LinkSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes links that open one instance for some operations until a time.
record LinkHandler(LinkSigner signer, InstantSource clock) implements Handler {
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  @Override
  public Response handle(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    Body body = Body.of(request, Set.of("operations", "life"));
    Set<Operation> operations = operations(body.list("operations"));
    Instant expires = clock.instant().plus(body.duration("life", USUAL, LONGEST));
    String code = signer.sign(id, operations, expires);
    return Response.json(201, json -> {
      json.writeStartObject();
      json.writeStringField("code", code);
      json.writeStringField("expiresAt", Instant.ofEpochSecond(expires.getEpochSecond())
          .toString());
      json.writeArrayFieldStart("operations");
      for (Operation operation : operations) {
        json.writeString(name(operation));
      }
      json.writeEndArray();
      json.writeStringField("instanceUri",
          request.base() + CleanApi.INSTANCES + "/" + FormText.encode(id) + "?code=" + code);
      json.writeEndObject();
    });
  }

  private static Set<Operation> operations(List<String> names) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (String name : names) {
      operations.add(operation(name));
    }
    return operations.isEmpty() ? EnumSet.of(Operation.READ) : operations;
  }

  private static Operation operation(String name) {
    for (Operation operation : Operation.values()) {
      if (name(operation).equals(name)) {
        return operation;
      }
    }
    throw Problems.invalid("Expected read, raise, terminate, suspend, resume, rewind, restart or "
        + "purge in operations, but got " + Identifiers.quote(name));
  }

  private static String name(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }
}
