package dev.perdure.server.http.security;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import java.util.ArrayList;
import java.util.List;

/// The keys that are accepted.
record KeyRing(List<AccessOptions.Key> keys) {

  /// What a secret opens. All keys are tried, so that the time tells nothing about which one it is.
  List<Grant> grants(String secret) {
    List<Grant> grants = new ArrayList<>();
    for (AccessOptions.Key key : keys) {
      if (key.hash().matches(secret)) {
        grants.add(key.grant());
      }
    }
    return grants;
  }
}
