package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.engine.orchestration.Limits;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Work that ends the process of its server, every time. The server is started again and again,
/// until the work is quarantined and everybody else is served.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class PoisonTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// One end may leave no trace: that of a turn which ran before what caused it was durable.
  private static final int MOST_ENDS = Limits.MAX_ATTEMPTS + 1;

  /// What waits beside the poison.
  private static final Kind.Work NEIGHBOUR = new Kind.Work("neighbour", Kind.EVENTS, 5, 3);

  @TempDir
  Path directory;

  private String poison;

  @ParameterizedTest
  @CsvSource({
      "Crash.CallHalt, Completed, The activity 'Crash.Halt'",
      "Crash.Halt, Failed, A turn of the orchestrator 'Crash.Halt'",
      "Crash.StepAndHalt, Failed, A turn of the orchestrator 'Crash.StepAndHalt'"})
  void workThatHaltsItsServerIsQuarantined(String function, String status, String culprit) {
    poison = function;
    try (Api api = new Api()) {
      ServerProcess server = start();
      try {
        api.moved(server.awaitReady());
        accept(api.start(NEIGHBOUR, ""));
        int ends = 0;
        while (!survives(api, server)) {
          ends++;
          assertThat(server.awaitExit()).as(server::output)
              .isEqualTo(CrashFunctions.EXIT_OF_POISON);
          assertThat(ends).as("the ends of the server").isLessThanOrEqualTo(MOST_ENDS);
          server = start();
        }

        assertThat(ends).isGreaterThanOrEqualTo(Limits.MAX_ATTEMPTS);
        JsonNode instance = api.awaitEnd("poison", LIMIT);
        assertThat(instance.path("runtimeStatus").asText()).isEqualTo(status);
        assertThat(instance.toString()).contains(
            culprit + " of the instance 'poison' is quarantined",
            "in each of " + Limits.MAX_ATTEMPTS + " attempts");
        everybodyElseIsServed(api);
        assertThat(server.alive()).isTrue();
        System.out.println(function + " was quarantined after " + ends + " ends of its server");
      } finally {
        server.close();
      }
    }
  }

  private ServerProcess start() {
    return ServerProcess.start(directory.resolve("data"), directory.resolve("ledger"));
  }

  /// Waits until the poison has ended or the server has. An instance that the server knows nothing
  /// of is started again, as a client would whose request was not answered.
  private boolean survives(Api api, ServerProcess server) {
    if (!server.becameReady()) {
      return false;
    }
    api.moved(server.awaitReady());
    while (server.alive()) {
      int code = api.get("poison").map(HttpResponse::statusCode).orElse(0);
      if (code == 200) {
        return true;
      }
      if (code == 404) {
        api.post("/orchestrators/" + poison + "/poison", "", "");
      }
      Api.pause(20);
    }
    return false;
  }

  private static void everybodyElseIsServed(Api api) {
    for (int number = 1; number <= NEIGHBOUR.size(); number++) {
      accept(api.raise(NEIGHBOUR.id(), "Number", number, ""));
    }
    Kind.Work later = new Kind.Work("later", Kind.CHAIN, 7, 3);
    accept(api.start(later, ""));
    for (Kind.Work work : List.of(NEIGHBOUR, later)) {
      JsonNode instance = api.awaitEnd(work.id(), LIMIT);
      assertThat(instance.path("output").path("value").asLong()).isEqualTo(work.value());
    }
  }

  private static void accept(Optional<HttpResponse<String>> response) {
    assertThat(response).hasValueSatisfying(it -> assertThat(it.statusCode()).isEqualTo(202));
  }
}
