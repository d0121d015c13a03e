package dev.perdure.server.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.routing.Permission.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static final Handler NOTHING = (_, _) -> Response.empty(200);

  private final Router router = new Router(List.of(
      Route.of("POST", "/base/orchestrators/{functionName}/{instanceId?}", Role.OPERATE, NOTHING),
      Route.of("GET", "/base/instances", Role.READ, NOTHING),
      Route.of("GET", "/base/instances/{instanceId}", Operation.READ, NOTHING),
      Route.of("POST", "/base/instances/{instanceId}/raiseEvent/{eventName}", Operation.RAISE,
          NOTHING),
      Route.of(Router.ANY_METHOD, "/base/any", Role.READ, NOTHING)));

  @Test
  void lettersAreComparedWithoutCaseAndValuesKeepTheirs() {
    assertThat(values("POST", "/BASE/Instances/OrderA/raiseevent/Paid"))
        .contains(Map.of("instanceId", "OrderA", "eventName", "Paid"));
  }

  @Test
  void slashesAtTheEndsDoNotCount() {
    assertThat(values("GET", "/base/instances/")).contains(Map.of());
    assertThat(values("GET", "//base/instances/a//")).contains(Map.of("instanceId", "a"));
  }

  @Test
  void theLastPartMayBeAbsentIfTheTemplateSaysSo() {
    assertThat(values("POST", "/base/orchestrators/F")).contains(Map.of("functionName", "F"));
    assertThat(values("POST", "/base/orchestrators/F/i"))
        .contains(Map.of("functionName", "F", "instanceId", "i"));
    assertThat(values("POST", "/base/orchestrators")).isEmpty();
  }

  @Test
  void thePathIsDecodedBeforeItIsMatched() {
    assertThat(values("GET", "/base/instances/a%20b+c%2Bd"))
        .contains(Map.of("instanceId", "a b c+d"));
    assertThat(values("GET", "/base/instances/a%2Fb")).isEmpty();
    assertThat(values("GET", "/base%2Finstances/a")).contains(Map.of("instanceId", "a"));
    assertThatThrownBy(() -> values("GET", "/base/instances/%zz"))
        .isInstanceOf(BadRequestException.class);
  }

  @Test
  void anotherMethodAndAnotherPathAreUnknown() {
    assertThat(values("PUT", "/base/instances/a")).isEmpty();
    assertThat(values("GET", "/base/instances/a/b")).isEmpty();
    assertThat(values("POST", "/base/instances//raiseEvent/e")).isEmpty();
    assertThat(values("GET", "/")).isEmpty();
  }

  @Test
  void aRouteOfAnyMethodTakesAll() {
    assertThat(values("PUT", "/base/any")).contains(Map.of());
    assertThat(values("MKCOL", "/base/any")).contains(Map.of());
  }

  private Optional<Map<String, String>> values(String method, String path) {
    var request = new Request(
        Caller.at("127.0.0.1"), method, "http://localhost", path, Query.parse(""),
        Headers.of(Map.of()),
        new byte[0]);
    return router.match(request).map(it -> it.path().values());
  }
}
