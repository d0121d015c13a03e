package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bank of the examples, under `kill -9`: money moves between locked accounts, each transfer
/// counts once, and in the end nobody has an account locked.
final class BankCrashTest {
  private static final int CYCLES = Integer.getInteger("perdure.cycles", 6);
  private static final List<String> ACCOUNTS = List.of("ann", "ben", "cem", "dan", "eve");
  private static final int BEGIN = 1_000;
  private static final int CLIENTS = 4;
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  @TempDir
  Path directory;
  private final Queue<Move> moves = new ConcurrentLinkedQueue<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  /// A transfer that was acknowledged.
  private record Move(String id, String from, String to, int amount) {
    Map<String, Object> input() {
      return Map.of("from", from, "to", to, "amount", amount);
    }
  }

  @Test
  void theSumIsConstantThoughItsServerIsKilled() throws Exception {
    long seed = Long.getLong("perdure.seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("To repeat: mvn verify -pl server -am -Dtest=BankCrashTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dperdure.seed=" + seed);
    Path data = directory.resolve("data");
    Path ledger = directory.resolve("ledger");
    Random random = new Random(seed);
    ServerProcess server = ServerProcess.start(data, ledger);
    try (Api api = new Api()) {
      api.moved(server.awaitReady());
      List<Thread> clients = clients(api, seed);
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        Api.pause(random.nextInt(300, 1_500));
        server.kill();
        server = ServerProcess.start(data, ledger);
        api.moved(server.awaitReady());
      }
      ending = true;
      for (Thread client : clients) {
        client.join();
      }
      check(api);
      assertThat(problems).as(server::output).isEmpty();
    } finally {
      server.close();
    }
  }

  private List<Thread> clients(Api api, long seed) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "transfer-" + i + "-";
      Random random = new Random(seed * CLIENTS + i);
      clients.add(Thread.ofPlatform().daemon().start(() -> moveMany(api, name, random)));
    }
    return clients;
  }

  private void moveMany(Api api, String name, Random random) {
    for (int i = 0; !ending; i++) {
      Move move = new Move(
          name + i, ACCOUNTS.get(random.nextInt(5)), ACCOUNTS.get(random.nextInt(5)),
          1 + random.nextInt(400));
      start(api, "Bank", move.id(), move.input());
      moves.add(move);
      Api.pause(random.nextInt(20));
    }
  }

  /// Starts an orchestration until it is known to have started; its request has a name.
  private void start(Api api, String function, String id, Object input) {
    while (true) {
      int server = api.server();
      HttpResponse<String> response = api.post(
          "/orchestrators/" + function + "/" + id, Api.text(input), "start-" + id)
          .orElse(null);
      if (response != null) {
        if (response.statusCode() != 202) {
          problems.add("Expected 202 for " + id + ", but got " + response.statusCode() + " "
              + response.body());
        }
        return;
      }
      api.awaitAfter(server);
    }
  }

  /// Every transfer that says so has moved its money once, and no lock is left: otherwise the
  /// audit, which locks all accounts, would not end.
  private void check(Api api) {
    Map<String, Integer> expected = new TreeMap<>();
    ACCOUNTS.forEach(name -> expected.put(name, BEGIN));
    int moved = 0;
    for (Move move : moves) {
      JsonNode ended = api.awaitEnd(move.id(), END_LIMIT);
      assertThat(ended.path("runtimeStatus").asText()).as(ended::toString)
          .isEqualTo("Completed");
      if (ended.path("output").asBoolean()) {
        expected.merge(move.from(), -move.amount(), Integer::sum);
        expected.merge(move.to(), move.amount(), Integer::sum);
        moved++;
      }
    }
    start(api, "Bank.Audit", "audit", ACCOUNTS);
    JsonNode balances = api.awaitEnd("audit", END_LIMIT).path("output");
    Map<String, Integer> found = new TreeMap<>();
    ACCOUNTS.forEach(name -> found.put(name, balances.path(name).asInt()));
    System.out.println(moves.size() + " transfers, " + moved + " moved money: " + found);
    assertThat(found).isEqualTo(expected);
    assertThat(found.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(ACCOUNTS.size() * BEGIN);
    assertThat(moved).isPositive();
  }
}
