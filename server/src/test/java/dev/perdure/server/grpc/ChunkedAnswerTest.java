package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.TurnAnswer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Answers that come in parts.
final class ChunkedAnswerTest {
  private final ChunkedAnswer answer = new ChunkedAnswer(
      new WorkToken(new ExecutionKey("a", "1"), 1, 1, 1));

  @Test
  void partsAreJoinedInTheirOrder() {
    assertThat(answer.add(part(1, false, 7, 2))).isEmpty();
    assertThat(answer.add(part(0, false, 3, 1))).isEmpty();

    TurnAnswer whole = answer.add(part(2, true, 9, 3, 4)).orElseThrow();

    assertThat(ids(whole)).containsExactly(1, 2, 3, 4);
    assertThat(whole.eventsProcessed()).isEqualTo(3);
    assertThat(whole.chunk()).isNull();
    assertThat(whole.problem()).isNull();
  }

  @Test
  void aRepeatedPartReplaces() {
    assertThat(answer.add(part(0, false, null, 1))).isEmpty();
    assertThat(answer.add(part(0, false, null, 1))).isEmpty();

    assertThat(ids(answer.add(part(1, true, null, 2)))).containsExactly(1, 2);
  }

  /// A worker that gave up half-way and answers again may cut its answer up otherwise.
  @Test
  void anAnswerThatIsCutUpOtherwiseReplacesTheOneBefore() {
    assertThat(answer.add(part(0, false, null, 1))).isEmpty();
    assertThat(answer.add(part(1, false, null, 2))).isEmpty();
    assertThat(answer.add(part(2, false, null, 3))).isEmpty();
    assertThat(answer.add(part(0, false, null, 1))).isEmpty();

    assertThat(ids(answer.add(part(1, true, null, 2, 3, 4)))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aMissingPartIsNamed() {
    assertThat(answer.add(part(0, false, null, 1))).isEmpty();

    assertThat(answer.add(part(2, true, null, 3)).orElseThrow().problem())
        .isEqualTo("Expected the parts 0 to 2 of an answer, but got [0, 2]");
  }

  private static TurnAnswer part(int index, boolean last, @Nullable Integer processed, int... ids) {
    List<Action> actions = Arrays.stream(ids)
        .<Action>mapToObj(id -> new Action.CreateTimer(id, Instant.EPOCH)).toList();
    return new TurnAnswer(
        "a", "token", actions, null, processed, null, new TurnAnswer.Chunk(index, last), null);
  }

  private static List<Integer> ids(Optional<TurnAnswer> whole) {
    return ids(whole.orElseThrow());
  }

  private static List<Integer> ids(TurnAnswer whole) {
    return whole.actions().stream().map(Action::id).toList();
  }
}
