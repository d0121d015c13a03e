package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// What clients get of a front that has begun to stop.
final class StopTest {

  @Test
  void nothingIsChangedAndWhatIsThereCanBeRead() {
    try (var server = new TestServer()) {
      assertThat(server.post(server.api() + "/orchestrators/Echo/there").statusCode())
          .isEqualTo(202);

      server.refuseChanges();

      for (String path : new String[]{
          server.api() + "/orchestrators/Echo",
          server.api() + "/instances/there/raiseEvent/Any",
          server.api() + "/instances/there/suspend",
          server.base() + "/v1/instances", server.base() + "/v1/entities/counter/c",
          server.base() + "/v1/jobs"}) {
        HttpResponse<String> refused = server.post(path);
        assertThat(refused.statusCode()).as(path).isEqualTo(503);
        assertThat(refused.body()).contains("The server stops");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      }
      assertThat(server.get(server.api() + "/instances/there").statusCode()).isIn(200, 202);
      assertThat(server.get(server.base() + "/v1/instances").statusCode()).isEqualTo(200);
    }
  }
}
