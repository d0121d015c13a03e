package dev.perdure.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Makes requests that no client should send, mixed with some that it may, from a seed.
final class FuzzRequests {
  private static final String DURABLE = "/runtime/webhooks/durabletask";

  private static final String FIRST = "/admin/extensions/DurableTaskExtension";

  private static final List<String> PATHS = List.of(
      DURABLE + "/orchestrators/Echo/#", DURABLE + "/orchestrators/Wait/#",
      DURABLE + "/orchestrators/#/#", DURABLE + "/instances", DURABLE + "/instances/#",
      DURABLE + "/instances/#/raiseEvent/#", DURABLE + "/instances/#/terminate",
      DURABLE + "/instances/#/suspend", DURABLE + "/instances/#/resume",
      DURABLE + "/instances/#/rewind", DURABLE + "/instances/#/restart", DURABLE + "/makeprimary",
      DURABLE + "/entities", DURABLE + "/entities/#", DURABLE + "/entities/#/#",
      DURABLE + "/#", FIRST + "/instances/#", FIRST + "/orchestrators/Echo/#", "/v1/changes",
      "/api/orchestrators/Echo/#", "/api/#", "/health/live", "/health/ready",
      "/v1/instances", "/v1/instances/#", "/v1/instances/#/history", "/v1/instances/#/changes",
      "/v1/instances/#/events/#", "/v1/instances/#/terminate", "/v1/instances/#/suspend",
      "/v1/instances/#/resume", "/v1/instances/#/rewind", "/v1/instances/#/restart",
      "/v1/instances/#/links", "/v1/counts", "/v1/jobs", "/v1/jobs/#", "/v1/jobs/#/changes",
      "/v1/entities", "/v1/entities/#", "/v1/entities/#/#", "/v1/entities/counter/#",
      "/v1/entities/counter/#/#", "/v1/entity-storage/clean", "/v1/instances/#/locks",
      "/v1/openapi.json", "/admin/backup", "/#", "/#/#/#", "*", "");

  private static final List<String> METHODS = List.of("GET", "GET", "POST", "POST", "POST",
      "DELETE");

  private static final List<String> RARE_METHODS = List.of("PUT", "PATCH", "HEAD", "OPTIONS",
      "TRACE", "get", "BREW", "G\tET", "");

  private static final List<String> IDS = List.of("a", "b", "c", "d", "e+f");

  private static final List<String> RARE_IDS = List.of("a b", "%61", "a%2Fb", "a%252Fb",
      "a+b", "a%2Bb", "%C3%BC", "\u00fc", "%F0%9F%98%80", "%ED%A0%80", "%FF", "%", "%zz", "%0",
      "..",
      "%2e%2e", "%00", "%0d%0aX:1", "@counter@a", "%40a", "a;b=c", "'\"<script>", "{eventName}",
      "\\", "%5c", "?", "#", "a#b", "\u2028", "%E2%80%A8", "true", "null", "-1");

  private static final List<String> NAMES = List.of("taskHub", "connection", "op", "fetchState",
      "lastOperationTimeFrom", "lastOperationTimeTo", "code", "showHistory",
      "showHistoryOutput", "showInput", "returnInternalServerErrorOnFailure", "createdTimeFrom",
      "createdTimeTo", "runtimeStatus", "instanceIdPrefix", "top", "reason", "version",
      "restartWithNewInstanceId", "timeout", "pollingInterval", "order", "limit", "cursor",
      "payloads", "status", "name", "tag", "parent", "text", "idPrefix", "createdFrom",
      "createdTo", "recursive", "modifiedFrom", "modifiedTo", "locked", "stateless", "state", "");

  private static final List<String> VALUES = List.of("true", "false", "TRUE", "0", "1", "-1",
      "0.01",
      "1e-3", "NaN", "99999999999999999999", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00 01:00",
      "1-01-01", "+999999999-12-31T23:59:59.999999999Z", "-999999999-01-01T00:00:00Z", "Running",
      "Completed,Failed", "running", "1,2,,3", "a:b", ":", "-created", "id", "Zm9v", "%", "%zz",
      "%00", "+", "%2B", "%C3", "'; drop", "", "null", "TestHubName", "Storage");

  private static final List<String> HEADERS = List.of("Content-Type: application/json",
      "Content-Type: text/plain", "Content-Type: ;;;", "Accept: */*", "X-Forwarded-Host: evil",
      "x-ms-continuation-token: Zm9v", "x-ms-continuation-token: ????",
      "x-ms-continuation-token: MTpm", "traceparent: nonsense",
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "Last-Event-ID: 00-1", "Last-Event-ID: ", "Idempotency-Key: a", "Idempotency-Key: \u0001",
      "Origin: https://evil.example",
      "Sec-Fetch-Site: cross-site", "Authorization: Bearer x", "Authorization: Basic eA==",
      "x-functions-key: x", "Expect: 100-continue", "Connection: close");

  private static final List<String> RARE_HEADERS = List.of(
      "Transfer-Encoding: gzip", "Content-Length: 5", "Content-Length: -1",
      "Content-Length: 99999999999", "Host: evil.example", ": empty", "no colon", "X:\u0000",
      " folded");

  private static final List<String> BODIES = List.of("", "{}", "[]", "1", "\"text\"", "null", "{",
      "{\"name\":\"Echo\"}", "{\"name\":\"Wait\",\"id\":\"a\"}", "{\"name\":\"Echo\",\"id\":\"\"}",
      "{\"name\":\"Echo\",\"input\":1e999999}", "{\"name\":null}", "{\"reason\":\"x\"}",
      "{\"reason\":{}}", "{\"operation\":\"purge\",\"filter\":{\"idPrefix\":\"nobody\"}}",
      "{\"operation\":\"purge\",\"filter\":[]}", "{\"operations\":[\"read\"],\"life\":\"PT1S\"}",
      "{\"operation\":\"add\",\"input\":1}", "{\"operation\":\"add\",\"dueAt\":\"soon\"}",
      "{\"operation\":\"\"}", "{\"removeEmpty\":1}", "{\"releaseOrphans\":false}",
      "{\"operations\":5}", "{\"newId\":false}", "{\"name\":\"Echo\",\"tags\":{\"a\":\"\\u0000\"}}",
      "{\"name\":\"Echo\",\"startsAt\":\"-999999999-01-01T00:00:00Z\"}",
      "{\"name\":\"Echo\",\"startsAt\":\"+999999999-12-31T23:59:59Z\"}", "\u00ff\u00fe",
      "\"\\ud800\"", "[".repeat(600), "{\"a\":".repeat(499) + "1" + "}".repeat(499),
      "9".repeat(1001), "\ufeff1", "1 2", "NaN", "'a'");

  private final Random random;

  FuzzRequests(long seed) {
    this.random = new Random(seed);
  }

  /// The bytes of a request.
  byte[] next() {
    byte[] request = whole().getBytes(StandardCharsets.ISO_8859_1);
    int damage = random.nextInt(10);
    if (damage == 0) { // Bytes are changed.
      for (int i = 0; i <= random.nextInt(4); i++) {
        request[random.nextInt(request.length)] = (byte) random.nextInt(256);
      }
    } else if (damage == 1) { // It stops early.
      return Arrays.copyOf(request, 1 + random.nextInt(request.length));
    }
    return request;
  }

  private String whole() {
    String body = body();
    var text = new StringBuilder();
    text.append(pick(METHODS, RARE_METHODS)).append(' ').append(address()).append(' ')
        .append(random.nextInt(30) == 0 ? "HTTP/3.7" : "HTTP/1.1").append("\r\n");
    if (random.nextInt(30) != 0) {
      text.append("Host: localhost\r\n");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(pick(HEADERS, RARE_HEADERS)).append("\r\n");
    }
    if (random.nextInt(100) == 0) {
      text.append("X-Large: ").append("x".repeat(random.nextInt(40_000))).append("\r\n");
    }
    if (random.nextInt(5) == 0) {
      text.append("Transfer-Encoding: chunked\r\n\r\n")
          .append(Integer.toHexString(body.length())).append("\r\n").append(body)
          .append("\r\n0\r\n\r\n");
    } else {
      text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    }
    return text.toString();
  }

  private String address() {
    var address = new StringBuilder();
    for (char c : pick(PATHS).toCharArray()) {
      address.append(c == '#' ? id() : String.valueOf(c));
    }
    String separator = "?";
    for (int i = random.nextInt(4); i > 0; i--) {
      address.append(separator).append(pick(NAMES));
      address.append(random.nextInt(10) == 0 ? "" : "=").append(pick(VALUES));
      separator = "&";
    }
    return random.nextInt(200) == 0 ? address + "x".repeat(9000) : address.toString();
  }

  private String id() {
    return random.nextInt(20) == 0 ? "x".repeat(95 + random.nextInt(10)) : pick(IDS, RARE_IDS);
  }

  private String body() {
    return random.nextInt(100) == 0
        ? "\"" + "x".repeat(random.nextInt(2 * TestServer.MAX_PAYLOAD)) + "\""
        : pick(BODIES);
  }

  private String pick(List<String> usual, List<String> rare) {
    return pick(random.nextInt(6) == 0 ? rare : usual);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
