package dev.perdure.server.http.durable;

import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Where a page ended, as it travels in a header field: always there, empty on the last page.
final class Continuation {
  private static final String HEADER = "x-ms-continuation-token";

  private Continuation() {}

  /// What the page before gave, or null for the first page.
  static @Nullable String of(Request request) {
    String token = request.headers().get(HEADER);
    if (token == null || token.isBlank()) {
      return null;
    }
    try {
      return FormText.utf8(Base64.getUrlDecoder().decode(token.strip()), "the " + HEADER);
    } catch (IllegalArgumentException e) {
      throw foreign(e);
    }
  }

  /// The response with where its page ended.
  static Response on(Response response, @Nullable String next) {
    return response.with(HEADER, next == null
        ? ""
        : Base64.getUrlEncoder().withoutPadding()
            .encodeToString(next.getBytes(StandardCharsets.UTF_8)));
  }

  /// What is said of a token that is none of ours.
  static BadRequestException foreign(IllegalArgumentException cause) {
    return new BadRequestException(
        "Expected the " + HEADER + " of the page before, but got another value", cause);
  }
}
