package dev.perdure.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.http.exchange.UnavailableException;
import dev.perdure.server.http.hub.HubCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Jobs of one hub whose server stops and starts.
final class JobsTest {
  private static final int MANY = 450;

  private final EmbeddedHub hub = EmbeddedHub.open(
      MemoryStore.open(new MemoryStore.Disk()), HubOptions.defaults());
  private final DurableTaskWorker worker = new DurableTaskWorker(hub, new FunctionRegistry()
      .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", Object.class).await())
      .orchestration("Echo", ctx -> ctx.getInput(Object.class))).start();
  private final Pausing store = new Pausing();

  @BeforeEach
  void start() {
    for (int i = 0; i < MANY; i++) {
      hub.start(StartRequest.of("w" + i, "Wait", null)).toCompletableFuture().join();
    }
  }

  @AfterEach
  void close() {
    worker.close();
    hub.close();
  }

  @Test
  void aJobGoesOnAfterItsServerHasStopped() throws Exception {
    String id;
    try (Jobs jobs = jobs()) {
      id = jobs.submit(JobOrder.of("{\"operation\":\"terminate\",\"reason\":\"x\"}")).id();
      store.awaitPage();
      assertThat(jobs.find(id).orElseThrow().progress().state())
          .isEqualTo(JobProgress.State.RUNNING);
    }
    assertThat(count(OrchestrationStatus.TERMINATED)).isBetween(1, MANY - 1);

    store.goOn.countDown();
    try (Jobs jobs = jobs()) {
      JobProgress over = over(jobs, id);

      assertThat(over.state()).isEqualTo(JobProgress.State.COMPLETED);
      assertThat(over.done() + over.skipped()).isEqualTo(MANY);
      assertThat(over.failed()).isZero();
      assertThat(over.resumed()).isEqualTo(1);
    }
    assertThat(count(OrchestrationStatus.TERMINATED)).isEqualTo(MANY);
    try (Jobs jobs = jobs()) {
      assertThat(over(jobs, id).resumed()).isEqualTo(1);
    }
  }

  /// The page that was under way is done again, and nothing of it is started twice.
  @Test
  void aRestartThatIsDoneAgainStartsNothingTwice() throws Exception {
    hub.start(StartRequest.of("echo", "Echo", "1")).toCompletableFuture().join();
    String id;
    JobRecord before;
    try (Jobs jobs = jobs()) {
      store.goOn.countDown();
      id = jobs.submit(JobOrder.of("{\"operation\":\"restart\"}")).id();
      before = JobRecord.of(store.kept(id));
      over(jobs, id);
    }
    int all = count(null);
    store.put(id, new JobRecord(id, before.order(), before.created(), null,
        JobProgress.NONE.in(JobProgress.State.RUNNING)).bytes());

    try (Jobs jobs = jobs()) {
      assertThat(over(jobs, id).done()).isEqualTo(MANY + 1);
    }

    assertThat(all).isEqualTo(2 * (MANY + 1));
    assertThat(count(null)).isEqualTo(all);
  }

  @Test
  void aCanceledJobStaysCanceled() throws Exception {
    String id;
    try (Jobs jobs = jobs()) {
      Job job = jobs.submit(JobOrder.of("{\"operation\":\"suspend\"}"));
      id = job.id();
      store.awaitPage();
      Thread canceling = Thread.ofVirtual().start(job::cancel);
      while (!job.progress().state().isOver()) {
        Thread.sleep(5);
      }
      store.goOn.countDown();
      canceling.join();
    }
    try (Jobs jobs = jobs()) {
      assertThat(jobs.find(id).orElseThrow().progress().state())
          .isEqualTo(JobProgress.State.CANCELED);
    }
    assertThat(count(OrchestrationStatus.SUSPENDED)).isLessThan(MANY);
  }

  @Test
  void aJobThatCannotBeKeptIsNotTaken() {
    store.full = true;
    try (Jobs jobs = jobs()) {
      assertThatThrownBy(() -> jobs.submit(JobOrder.of("{\"operation\":\"terminate\"}")))
          .isInstanceOf(UnavailableException.class);
      assertThat(jobs.all()).isEmpty();
    }
    assertThat(count(OrchestrationStatus.TERMINATED)).isZero();
  }

  @Test
  void aServerThatStopsTakesNoJob() {
    Jobs jobs = jobs();
    jobs.close();

    assertThatThrownBy(() -> jobs.submit(JobOrder.of("{\"operation\":\"terminate\"}")))
        .isInstanceOf(UnavailableException.class);
    assertThat(store.all()).isEmpty();
  }

  @Test
  void whatIsNoJobIsLeftAlone() {
    store.goOn.countDown();
    byte[] later = "{\"format\":2}".getBytes(StandardCharsets.UTF_8);
    store.put("later", later);
    store.put("nonsense", "nonsense".getBytes(StandardCharsets.UTF_8));

    try (Jobs jobs = jobs()) {
      assertThat(jobs.all()).isEmpty();
    }

    assertThat(store.all()).contains(later);
  }

  private Jobs jobs() {
    return new Jobs(new HubCalls(hub, AnswerRoom.ofHeap(1 << 20)), store, InstantSource.system());
  }

  private static JobProgress over(Jobs jobs, String id) throws InterruptedException {
    Job job = jobs.find(id).orElseThrow();
    while (!job.progress().state().isOver()) {
      Thread.sleep(5);
    }
    return job.progress();
  }

  private int count(@Nullable OrchestrationStatus status) {
    return (int) hub.query(new InstanceQuery(InstanceFilter.ALL, 1000, null, false))
        .toCompletableFuture().join().instances().stream()
        .map(InstanceState::status).filter(it -> status == null || it == status).count();
  }

  /// Keeps jobs in memory, and holds each job after a page until it may go on.
  private static final class Pausing implements JobStore {
    private final JobStore memory = JobStore.inMemory();
    private final CountDownLatch page = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean full;

    /// Waits until the first page is kept.
    void awaitPage() throws InterruptedException {
      page.await();
    }

    byte[] kept(String id) {
      return memory.all().stream()
          .filter(it -> new String(it, StandardCharsets.UTF_8).contains(id)).findFirst()
          .orElseThrow();
    }

    @Override
    public List<byte[]> all() {
      return memory.all();
    }

    @Override
    public void put(String id, byte[] job) {
      if (full) {
        throw new UncheckedIOException(new IOException("No space left on device"));
      }
      memory.put(id, job);
      if (!new String(job, StandardCharsets.UTF_8).contains("\"cursor\":null")) {
        page.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void remove(String id) {
      memory.remove(id);
    }
  }
}
