package dev.perdure.testing.simulation.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.simulation.program.Statement.Behaviour;
import dev.perdure.testing.simulation.program.Statement.Call;
import dev.perdure.testing.simulation.program.Statement.Race;
import dev.perdure.testing.simulation.program.Statement.Sleep;
import dev.perdure.testing.simulation.program.Statement.WaitFor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
  private static final Call CALL = new Call(Behaviour.SUCCEEDS);
  private static final Sleep NAP = new Sleep(Duration.ofSeconds(1));

  private static Set<String> outcomes(List<String> reds, Statement... body) {
    return Outcomes.of(List.of(new Program(0, List.of(body))), 0, Map.of("red", reds));
  }

  @Test
  void withoutAChoiceThereIsOneOutcome() {
    assertThat(outcomes(List.of(), CALL, NAP, CALL)).hasSize(1);
    assertThat(outcomes(List.of(), CALL, new Statement.Fail())).containsExactly("Failed Fail");
  }

  @Test
  void everyWinnerOfARaceIsAnOutcome() {
    assertThat(outcomes(List.of(), new Race(List.of(CALL, NAP), true))).hasSize(2);
    assertThat(
        outcomes(List.of(), new Race(List.of(CALL, NAP), true), new Race(List.of(NAP, CALL), true)))
        .hasSize(4);
  }

  @Test
  void anEventThatNobodyRaisesWinsNoRace() {
    Race race = new Race(List.of(NAP, new WaitFor("red")), true);

    assertThat(outcomes(List.of(), race)).hasSize(1);
    assertThat(outcomes(List.of("scene 1"), race)).hasSize(2);
  }

  @Test
  void whatMayBeMendedMayFail() {
    assertThat(outcomes(List.of(), new Call(Behaviour.MENDABLE)))
        .hasSize(2).contains("Failed Boom");
  }

  @Test
  void whatEntitiesAnswerAndLocksChangeNoOutcome() {
    Statement.CallEntity add = new Statement.CallEntity(
        "@account@a", Operation.of(Operation.Kind.ADD));
    Statement.CallEntity fail = new Statement.CallEntity(
        "@account@a", Operation.of(Operation.Kind.FAIL));

    assertThat(
        outcomes(
            List.of(), new Statement.Section(List.of("@account@a"), List.of(add, CALL), true), add))
        .hasSize(1).allMatch(outcome -> outcome.startsWith("Completed "));
    assertThat(
        outcomes(
            List.of(), new Statement.Section(List.of("@account@a"), List.of(fail), false), add))
        .containsExactly("Failed " + Account.FAILURE);
  }
}
