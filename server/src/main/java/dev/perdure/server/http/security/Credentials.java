package dev.perdure.server.http.security;

import dev.perdure.server.http.exchange.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request shows of who sent it.
///
/// @param keys the keys that came as `code` or `x-functions-key`, or signatures of links
/// @param bearer the bearer token, absent if none came
record Credentials(List<String> keys, @Nullable String bearer) {
  private static final String BEARER = "bearer ";

  /// The longest credential that is looked at.
  private static final int LONGEST = 8192;

  static Credentials of(Request request) {
    List<String> keys = new ArrayList<>();
    add(request.headers().get("x-functions-key"), keys);
    add(request.query().get("code"), keys);
    String authorization = request.headers().get("Authorization");
    return new Credentials(keys, authorization == null ? null : bearer(authorization));
  }

  private static @Nullable String bearer(String authorization) {
    return authorization.length() <= LONGEST
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? authorization.substring(BEARER.length()).strip()
            : null;
  }

  private static void add(@Nullable String key, List<String> keys) {
    if (key != null && !key.isEmpty() && key.length() <= LONGEST) {
      keys.add(key);
    }
  }
}
