package dev.perdure.runtime.read;

import dev.perdure.model.InstanceState;
import dev.perdure.runtime.rows.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Where a page of instances ended.
///
/// @param created when the last instance was created, in microseconds of the epoch
/// @param instanceId the last instance's id
record PageToken(long created, String instanceId) {

  static PageToken after(InstanceState last) {
    return new PageToken(Keys.micros(last.times().created()), last.instanceId());
  }

  /// Reads a token back.
  ///
  /// @return null for an absent one
  /// @throws IllegalArgumentException if it is none of ours
  static @Nullable PageToken parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      return new PageToken(
          Long.parseLong(decoded.substring(0, Math.max(0, colon))), decoded.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Expected a continuation token as the page before gave it, but got another text", e);
    }
  }

  String text() {
    return Base64.getUrlEncoder().withoutPadding()
        .encodeToString((created + ":" + instanceId).getBytes(StandardCharsets.UTF_8));
  }
}
