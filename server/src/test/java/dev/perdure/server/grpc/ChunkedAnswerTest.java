package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.TurnAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Answers that come in parts.
final class ChunkedAnswerTest {
  private static final int MAX_BYTES = 128 << 20;

  private final PartsMemory memory = new PartsMemory(1L << 30);
  private final ChunkedAnswer answer = open("a");

  @Test
  void partsAreJoinedInTheirOrder() {
    assertThat(add(part(1, false, 7, 2))).isEmpty();
    assertThat(add(part(0, false, 3, 1))).isEmpty();

    TurnAnswer whole = add(part(2, true, 9, 3, 4)).orElseThrow();

    assertThat(ids(whole)).containsExactly(1, 2, 3, 4);
    assertThat(whole.eventsProcessed()).isEqualTo(3);
    assertThat(whole.chunk()).isNull();
    assertThat(whole.problem()).isNull();
  }

  @Test
  void aRepeatedPartReplaces() {
    assertThat(add(part(0, false, null, 1))).isEmpty();
    assertThat(add(part(0, false, null, 1))).isEmpty();

    assertThat(ids(add(part(1, true, null, 2)))).containsExactly(1, 2);
  }

  /// A worker that gave up half-way and answers again may cut its answer up otherwise.
  @Test
  void anAnswerThatIsCutUpOtherwiseReplacesTheOneBefore() {
    assertThat(add(part(0, false, null, 1))).isEmpty();
    assertThat(add(part(1, false, null, 2))).isEmpty();
    assertThat(add(part(2, false, null, 3))).isEmpty();
    assertThat(add(part(0, false, null, 1))).isEmpty();

    assertThat(ids(add(part(1, true, null, 2, 3, 4)))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aMissingPartIsNamed() {
    assertThat(add(part(0, false, null, 1))).isEmpty();

    assertThat(add(part(2, true, null, 3)).orElseThrow().problem())
        .isEqualTo("Expected the parts 0 to 2 of an answer, but got [0, 2]");
  }

  @Test
  void thePartsOfAnAnswerHaveTheSizeOfOneMessageTogether() {
    assertThat(answer.add(sized(0, MAX_BYTES - 10))).isEmpty();
    assertThat(answer.add(sized(1, 10))).isEmpty();
    assertThat(answer.add(sized(1, 10))).as("a part that comes again counts once").isEmpty();

    assertThat(answer.add(sized(2, 1)).orElseThrow().problem())
        .isEqualTo("Expected an answer of at most 134217728 bytes in all its parts, but there "
            + "are more");
    assertThat(memory.taken()).isZero();
  }

  @Test
  void theOpenAnswersOfAllHaveALimitTogether() {
    ChunkedAnswer second = open("b");
    List<ChunkedAnswer> others = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      others.add(open("other" + i));
      assertThat(others.get(i).add(sized(0, MAX_BYTES))).isEmpty();
    }
    assertThat(answer.add(sized(0, MAX_BYTES - 1000))).isEmpty();

    assertThat(second.add(sized(0, 200))).isEmpty();
    long before = memory.taken();
    assertThatThrownBy(() -> second.add(sized(1, 2000)))
        .isInstanceOf(PartsMemory.Full.class)
        .hasMessageContaining("may take 1073741824 bytes of memory together");
    assertThat(memory.taken()).as("none of its parts is kept").isLessThan(before);
    assertThat(open("c").add(sized(0, 1000))).as("others go on").isEmpty();

    others.get(0).close();
    assertThat(open("b").add(sized(0, 2000))).isEmpty();
  }

  @Test
  void anAnswerThatIsCompleteOrDroppedTakesNothing() {
    assertThat(add(part(0, false, null, 1))).isEmpty();
    assertThat(memory.taken()).isPositive();
    assertThat(add(part(1, true, null, 2))).isPresent();
    assertThat(memory.taken()).isZero();

    ChunkedAnswer dropped = open("b");
    assertThat(dropped.add(sized(0, 1000))).isEmpty();
    dropped.close();
    assertThat(dropped.add(sized(1, 1000))).isEmpty();

    assertThat(memory.taken()).isZero();
  }

  @Test
  void manySmallActionsTakeMoreThanTheirMessage() {
    assertThat(answer.add(new ChunkedAnswer.Part(part(0, false, null, 1, 2, 3), 12))).isEmpty();

    assertThat(memory.taken()).isEqualTo(12 + 3 * 64);
  }

  private ChunkedAnswer open(String instanceId) {
    return new ChunkedAnswer(new WorkToken(new ExecutionKey(instanceId, "1"), 1, 1, 1), memory);
  }

  private Optional<TurnAnswer> add(TurnAnswer part) {
    return answer.add(new ChunkedAnswer.Part(part, 100));
  }

  private static ChunkedAnswer.Part sized(int index, int bytes) {
    return new ChunkedAnswer.Part(part(index, false, null), bytes);
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
