package dev.perdure.server.http.security;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.routing.Permission;
import dev.perdure.server.http.routing.Permission.Operation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges whether a request may do what a route does. What is not granted is denied.
public final class Access {
  private final AccessOptions options;
  private final KeyRing keys;
  private final @Nullable BearerTokens tokens;
  private final LinkSigner signer;
  private final HubAsked hub;
  private final InstantSource clock;

  /// Tells which hub a request is about.
  @FunctionalInterface
  public interface HubAsked {

    /// The name of another hub than the one that links are signed for, absent if it is that one.
    Optional<String> of(Request request);
  }

  /// The verdict on a request.
  public enum Verdict {
    /// Let it through.
    GRANTED,
    /// Nothing that it shows is known.
    UNKNOWN,
    /// What it shows is known, and does not suffice.
    INSUFFICIENT
  }

  /// Access by the given rules.
  ///
  /// @param signer signs the links of instances
  /// @param hub tells which hub a request is about: a link of one opens nothing of another
  public Access(AccessOptions options, LinkSigner signer, HubAsked hub, InstantSource clock) {
    this.hub = hub;
    this.options = options;
    this.keys = new KeyRing(options.keys());
    this.tokens = options.jwt().map(BearerTokens::new).orElse(null);
    this.signer = signer;
    this.clock = clock;
  }

  /// Judges a request.
  ///
  /// @param path what stood in its path; the instance is its `instanceId`
  public Verdict judge(Request request, Permission permission, PathValues path) {
    return switch (permission) {
      case Permission.Anybody _ -> Verdict.GRANTED;
      case Permission.OfHandler _ -> Verdict.GRANTED;
      case Permission.Management it -> judged(request, it, path);
      case Permission.Function it -> judged(request, it, path);
    };
  }

  /// What the addresses in the answer to a request carry as their `code`, or null for none.
  public @Nullable String code(Request request, String instanceId) {
    if (options.isOpen()) {
      return null;
    }
    return switch (options.links().kind()) {
      case SCOPED -> signer(request).sign(
          instanceId, EnumSet.allOf(Operation.class),
          clock.instant().plus(options.links().life()));
      case KEY -> hubWideKey(request);
      case NONE -> null;
    };
  }

  private Verdict judged(Request request, Permission permission, PathValues path) {
    if (options.isOpen()) {
      return Verdict.GRANTED;
    }
    Credentials credentials = Credentials.of(request);
    boolean known = false;
    List<Grant> grants = new ArrayList<>();
    for (String key : credentials.keys()) {
      Set<Operation> linked = linked(request, key, path);
      if (permission instanceof Permission.Management it && it.operation() != null
          && linked.contains(it.operation())) {
        return Verdict.GRANTED;
      }
      grants.addAll(keys.grants(key));
      known |= !linked.isEmpty();
    }
    if (credentials.bearer() != null && tokens != null) {
      Optional<BearerTokens.Signed> found = tokens.open(credentials.bearer());
      known |= found.isPresent();
      found.ifPresent(it -> grants.addAll(it.grants()));
    }
    if (grants.stream().anyMatch(it -> suffices(it, permission))) {
      return Verdict.GRANTED;
    }
    return known || !grants.isEmpty() ? Verdict.INSUFFICIENT : Verdict.UNKNOWN;
  }

  private Set<Operation> linked(Request request, String code, PathValues path) {
    String instanceId = path.optional("instanceId");
    return instanceId == null
        ? Set.of()
        : signer(request).verify(code, instanceId).orElse(Set.of());
  }

  private LinkSigner signer(Request request) {
    return hub.of(request).map(signer::ofHub).orElse(signer);
  }

  /// The key that the caller sent, if it opens more than functions.
  private @Nullable String hubWideKey(Request request) {
    for (String key : Credentials.of(request).keys()) {
      if (keys.grants(key).stream().anyMatch(Grant.Management.class::isInstance)) {
        return key;
      }
    }
    return null;
  }

  private static boolean suffices(Grant grant, Permission permission) {
    return switch (grant) {
      case Grant.Management it -> switch (permission) {
        case Permission.Management wanted -> it.role().covers(wanted.role());
        case Permission.Function _ -> it.role() == Role.ADMIN;
        case Permission.Anybody _,Permission.OfHandler _ -> true;
      };
      case Grant.Functions it -> permission instanceof Permission.Function wanted
          && it.function().map(wanted.function()::equalsIgnoreCase).orElse(true);
    };
  }
}
