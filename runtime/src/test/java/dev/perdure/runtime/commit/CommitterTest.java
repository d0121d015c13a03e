package dev.perdure.runtime.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class CommitterTest {
  private final MemoryStore memory = MemoryStore.open(new MemoryStore.Disk());
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<StoreException> failure = new CompletableFuture<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());

  @Test
  void ownersHearInOrderAfterTheCommit() throws InterruptedException {
    long epoch = memory.open(0).epoch();
    Committer committer = committer(memory::commit);
    Owner owner = new Owner("p");

    committer.submit(batch(owner, 0, epoch, 1, "a"));
    committer.submit(batch(owner, 0, epoch, 0, "b"));
    committer.submit(batch(owner, 0, epoch, 1, "c"));
    await(committer);

    assertThat(heard).containsExactly("p durable", "a", "p durable", "b", "p durable", "c");
  }

  @Test
  void afterALostBatchNothingOfItsOwnerIsTold() throws InterruptedException {
    long deposed = memory.open(0).epoch();
    long epoch = memory.open(0).epoch();
    Committer committer = committer(memory::commit);
    Owner old = new Owner("old");
    Owner present = new Owner("new");

    committer.submit(batch(old, 0, deposed, 1, "a"));
    committer.submit(batch(present, 0, epoch, 1, "b"));
    committer.submit(batch(old, 0, deposed, 0, "c"));
    await(committer);

    assertThat(heard).containsExactly("old lost", "new durable", "b", "old lost");
  }

  @Test
  void whoeverIsNoOwnerAnyMoreLearnsItFromABatchWithoutWrites() throws InterruptedException {
    long deposed = memory.open(0).epoch();
    memory.open(0);
    Committer committer = committer(memory::commit);

    committer.submit(batch(new Owner("old"), 0, deposed, 0, "an answer from old memory"));
    await(committer);

    assertThat(heard).containsExactly("old lost");
  }

  @Test
  void aCommitThatTheStoreDoesNotTakeIsLostAndTheNextIsNot() throws InterruptedException {
    long epoch = memory.open(0).epoch();
    memory.open(1);
    Committer committer = committer(batches -> {
      if (batches.size() == 1 && batches.get(0).partition() == 0) {
        throw new IllegalArgumentException("too large");
      }
      return memory.commit(batches);
    });

    committer.submit(batch(new Owner("large"), 0, epoch, 1, "a", 65L << 20));
    committer.submit(batch(new Owner("small"), 1, 1, 1, "b"));
    await(committer);

    assertThat(heard).containsExactly("large lost", "small durable", "b");
    assertThat(failure).isNotDone();
  }

  @Test
  void groupsAreLimited() throws InterruptedException {
    long epoch = memory.open(0).epoch();
    Committer committer = committer(memory::commit);
    Owner owner = new Owner("p");

    for (int i = 0; i < 10; i++) {
      committer.submit(batch(owner, 0, epoch, 1, "x", 20L << 20));
    }
    await(committer);

    assertThat(groups).hasSizeGreaterThanOrEqualTo(4).allMatch(size -> size <= 3);
    assertThat(heard).hasSize(20);
  }

  @Test
  void aFailureOfTheStoreLosesAllAndIsTold() throws InterruptedException {
    long epoch = memory.open(0).epoch();
    Committer committer = committer(batches -> {
      throw new StoreException(StoreException.Reason.FAILED, "no disk");
    });

    committer.submit(batch(new Owner("p"), 0, epoch, 1, "a"));
    committer.submit(batch(new Owner("q"), 1, 1, 0, "b"));
    await(committer);

    assertThat(heard).containsExactly("p lost", "q lost");
    assertThat(failure.getNow(null)).hasMessage("no disk");
  }

  @Test
  void anErrorOfTheStoreIsAFailureToo() throws InterruptedException {
    long epoch = memory.open(0).epoch();
    Committer committer = committer(batches -> {
      throw new OutOfMemoryError("no room");
    });

    committer.submit(batch(new Owner("p"), 0, epoch, 1, "a"));
    await(committer);

    assertThat(heard).containsExactly("p lost");
    assertThat(failure.getNow(null)).hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  /// A committer that begins when the test awaits it, so that what was submitted meets.
  private Committer committer(Function<List<Batch>, List<CommitOutcome>> commit) {
    Store store = new Gated(commit);
    Committer committer = new Committer(store, new SystemEnv(), failure::complete);
    committer.submit(new SealedBatch(new Batch(0, 1, List.of()), 0, new Owner("") {
      @Override
      public void durable() {
        passGate();
      }
    }));
    return committer;
  }

  private void passGate() {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void await(Committer committer) throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    SealedBatch.Owner counting = new Owner("") {
      @Override
      public void durable() {
        last.countDown();
      }

      @Override
      public void lost(String reason) {
        last.countDown();
      }
    };
    committer.submit(new SealedBatch(new Batch(0, 1, List.of()), 0, counting));
    gate.countDown();
    assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
    committer.stop();
  }

  private SealedBatch batch(
      Owner owner, int partition, long epoch, int writes, String effect) {
    return batch(owner, partition, epoch, writes, effect, 100);
  }

  private SealedBatch batch(
      Owner owner, int partition, long epoch, int writes, String effect, long bytes) {
    List<Write> puts = Collections.nCopies(writes, new Write.Put(new byte[1], new byte[1]));
    owner.effects.add(effect);
    return new SealedBatch(new Batch(partition, epoch, puts), bytes, owner);
  }

  /// An owner as a partition is one: what follows a batch happens when that is durable, and nothing
  /// after a loss.
  private class Owner implements SealedBatch.Owner {
    private final String name;
    private final Queue<String> effects = new ConcurrentLinkedQueue<>();
    private boolean lost;

    Owner(String name) {
      this.name = name;
    }

    @Override
    public void durable() {
      if (!lost) {
        heard.add(name + " durable");
        heard.add(effects.remove());
      }
    }

    @Override
    public void lost(String reason) {
      lost = true;
      if (!name.isEmpty()) {
        heard.add(name + " lost");
      }
    }
  }

  /// Commits as the test says; nothing else is asked of it.
  private final class Gated implements Store {
    private final Function<List<Batch>, List<CommitOutcome>> commit;

    Gated(Function<List<Batch>, List<CommitOutcome>> commit) {
      this.commit = commit;
    }

    @Override
    public List<CommitOutcome> commit(List<Batch> batches) {
      groups.add((int) batches.stream().filter(batch -> !batch.writes().isEmpty()).count());
      return commit.apply(batches);
    }

    @Override
    public HubIdentity hub() {
      return memory.hub();
    }

    @Override
    public PartitionStore open(int partition) {
      return memory.open(partition);
    }

    @Override
    public Reads reads(int partition) {
      return memory.reads(partition);
    }

    @Override
    public Snapshot snapshot() {
      return memory.snapshot();
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
