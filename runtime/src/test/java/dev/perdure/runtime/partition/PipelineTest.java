package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.commit.Committer;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.env.LoopKind;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.work.Offering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PipelineTest {
  private final List<String> happened = new ArrayList<>();
  private final Pipeline pipeline = pipeline();

  private Pipeline pipeline() {
    Env env = new StillEnv();
    Committer committer = new Committer(
        MemoryStore.open(new MemoryStore.Disk()), env, failure -> {});
    Services services = new Services(
        env, Offering.roomy(), committer, new NoNeighbours(), 1, 1,
        new OpenMemory(Long.MAX_VALUE));
    return new Pipeline(0, 1, services, () -> {});
  }

  @Test
  void aBatchWithoutWritesBehindALostOneHasNoEffect() {
    pipeline.draft().put(new byte[]{1}, new byte[]{1});
    pipeline.afterwards(() -> happened.add("first"));
    pipeline.seal();
    pipeline.afterwards(() -> happened.add("second"));
    pipeline.seal();

    pipeline.lost("another owner has taken the partition");
    pipeline.durable();
    pipeline.runEffects();

    assertThat(happened).isEmpty();
    assertThat(pipeline.lost()).isEqualTo("another owner has taken the partition");
  }

  @Test
  void effectsRunInOrderAndOnlyWhenTheirBatchIsDurable() {
    pipeline.afterwards(() -> happened.add("first"));
    pipeline.seal();
    pipeline.afterwards(() -> happened.add("second"));
    pipeline.seal();

    pipeline.durable();
    pipeline.runEffects();
    assertThat(happened).containsExactly("first");

    pipeline.durable();
    pipeline.runEffects();
    assertThat(happened).containsExactly("first", "second");
  }

  @Test
  void workThatIsWithdrawnWithinItsBatchIsNotOffered() {
    pipeline.offerAfterwards(turn(1), () -> happened.add("1"));
    pipeline.offerAfterwards(turn(2), () -> happened.add("2"));
    assertThat(pipeline.withdraw(token(1))).isTrue();
    pipeline.offerAfterwards(turn(3), () -> happened.add("3"));
    assertThat(pipeline.withdraw(token(3))).isTrue();
    pipeline.seal();
    assertThat(pipeline.withdraw(token(2))).isFalse();

    pipeline.durable();
    pipeline.runEffects();

    assertThat(happened).containsExactly("2");
  }

  private static WorkItem turn(long sequence) {
    return new WorkItem.Turn(
        token(sequence), new FunctionRef("F", null), new HistoryPosition(0, 0), List.of());
  }

  private static WorkToken token(long sequence) {
    return new WorkToken(new ExecutionKey("id", "execution"), sequence, 1, 1);
  }

  private static final class NoNeighbours implements Services.Neighbours {
    @Override
    public int partitionOf(String instanceId) {
      return 0;
    }

    @Override
    public void carry(Frame frame) {}

    @Override
    public void changed(String instanceId) {}

    @Override
    public boolean watched() {
      return false;
    }

    @Override
    public void stored(@Nullable Orchestration before, @Nullable Orchestration now) {}

    @Override
    public void answerCall(String entityId, String requestId, TaskOutcome outcome) {}

    @Override
    public void suspect(ExecutionKey execution, String function, long sequence) {}

    @Override
    public void suspectSettled(ExecutionKey execution, long sequence) {}

    @Override
    public void storeFailed(StoreException cause) {}

    @Override
    public void lost(int partition) {}

    @Override
    public void reopened(int partition) {}
  }

  /// A world in which nothing moves by itself.
  private static final class StillEnv implements Env {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public String newId() {
      return "id";
    }

    @Override
    public long newNumber() {
      return 0;
    }

    @Override
    public Loop loop(String name, LoopKind kind, LoopBody body) {
      return new Loop() {
        @Override
        public void wake() {}

        @Override
        public void stop() {}
      };
    }

    @Override
    public void execute(Runnable task) {}

    @Override
    public void schedule(Duration delay, Runnable task) {}

    @Override
    public void carry(Runnable delivery) {}
  }
}
