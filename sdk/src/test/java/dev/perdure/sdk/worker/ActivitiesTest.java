package dev.perdure.sdk.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.samples.Orders;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.NonRetriableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ActivitiesTest {
  private final HandFedSource source = new HandFedSource();
  private final DurableTaskWorker worker = new DurableTaskWorker(source, registry(),
      WorkerOptions.defaults()
          .withExceptionProperties(it -> Map.<String, @Nullable Object>of("kind", "test")))
      .start();

  @AfterEach
  void close() {
    worker.close();
  }

  @Test
  void everyShapeOfMethodRuns() {
    assertThat(source.activity("Orders.reserve", "{\"id\":\"o\",\"amount\":1}"))
        .isEqualTo(new TaskOutcome.Succeeded("{\"id\":\"o\"}"));
    assertThat(source.activity("Orders.all", "{\"id\":\"o\",\"amount\":1}"))
        .isEqualTo(new TaskOutcome.Succeeded("[{\"id\":\"o\"}]"));
    assertThat(source.activity("Orders.open", null)).isEqualTo(new TaskOutcome.Succeeded("[]"));
    assertThat(source.activity("Ship", "{\"id\":\"o\"}"))
        .isEqualTo(new TaskOutcome.Succeeded(null));
    assertThat(source.activity("Orders.withContext", "{\"id\":\"o\"}"))
        .isEqualTo(new TaskOutcome.Succeeded("\"o7\""));
    assertThat(source.activity("Orders.contextOnly", null))
        .isEqualTo(new TaskOutcome.Succeeded("\"Orders.contextOnly\""));
    assertThat(source.activity("Inc", "41")).isEqualTo(new TaskOutcome.Succeeded("42"));
  }

  @Test
  void theContextKnowsTheCall() {
    assertThat(source.activity("Context", null))
        .isEqualTo(new TaskOutcome.Succeeded("\"Context i 7 2 {k=v}\""));
  }

  @Test
  void exceptionsBecomeFailures() {
    FailureDetails failure = failure(source.activity("Ship", "{\"id\":\"\"}"));

    assertThat(failure.errorType()).isEqualTo("java.lang.IllegalArgumentException");
    assertThat(failure.message()).isEqualTo("no id");
    assertThat(failure.properties()).containsEntry("kind", "test");
    assertThat(failure.nonRetriable()).isFalse();
    assertThat(failure(source.activity("Final", null)).nonRetriable()).isTrue();
  }

  @Test
  void errorsBecomeFailuresAndTheWorkerLivesOn() {
    assertThat(failure(source.activity("Error", null)).errorType())
        .isEqualTo("java.lang.NoClassDefFoundError");
    assertThat(source.activity("Inc", "1")).isEqualTo(new TaskOutcome.Succeeded("2"));
  }

  @Test
  void unconvertibleInputNamesFunctionTypeAndId() {
    FailureDetails failure = failure(source.activity("Inc", "\"text\""));

    assertThat(failure.errorType())
        .isEqualTo(DataConverter.DataConverterException.class.getName());
    assertThat(failure.message()).contains("'Inc'", "#7", "'i'", "java.lang.Integer");
  }

  @Test
  void unknownActivitiesAreGivenBack() throws InterruptedException {
    Thread.ofVirtual().start(() -> source.activity("Nobody", null));

    assertThat(source.abandoned.poll(10, TimeUnit.SECONDS)).contains("'Nobody'");
  }

  @Test
  void whatHasNotBegunWhenTheWorkerClosesIsLeftToOthers() {
    Queue<Runnable> taken = new ArrayDeque<>();
    HandFedSource other = new HandFedSource();
    var closing = new DurableTaskWorker(
        other, registry(), WorkerOptions.defaults().withThreads(later(taken))).start();
    other.offerActivity("Inc", "1");
    other.offerActivity("Inc", "2");
    taken.remove().run();

    closing.close();
    taken.remove().run();

    assertThat(other.outcomes).containsExactly(new TaskOutcome.Succeeded("2"));
    assertThat(other.abandoned).isEmpty();
  }

  @Test
  void whatHasBegunWhenTheWorkerClosesIsFinished() {
    Queue<Runnable> taken = new ArrayDeque<>();
    HandFedSource other = new HandFedSource();
    List<DurableTaskWorker> closing = new ArrayList<>();
    FunctionRegistry functions = new FunctionRegistry().activity("Close", ctx -> {
      closing.forEach(DurableTaskWorker::close);
      return "closed";
    });
    closing.add(new DurableTaskWorker(
        other, functions, WorkerOptions.defaults().withThreads(later(taken))).start());
    other.offerActivity("Close", null);

    taken.remove().run();

    assertThat(other.outcomes).containsExactly(new TaskOutcome.Succeeded("\"closed\""));
  }

  /// Threads that a test runs when it wants to.
  private static WorkerThreads later(Queue<Runnable> taken) {
    return new WorkerThreads() {
      @Override
      public void start(String name, Runnable code) {
        taken.add(code);
      }

      @Override
      public void resume(Thread thread) {}

      @Override
      public void park() {}
    };
  }

  private static FunctionRegistry registry() {
    Orders orders = new Orders();
    return new FunctionRegistry().activity(Orders::reserve).activity(orders::all)
        .activity(Orders::open).activity(Orders::ship).activity(Orders::withContext)
        .activity(Orders::contextOnly)
        .activity("Inc", Integer.class, it -> it == null ? 0 : it + 1)
        .activity("Context", ctx -> ctx.getName() + " " + ctx.getInstanceId() + " "
            + ctx.getTaskId() + " " + ctx.getAttempt() + " " + ctx.getTags())
        .activity("Final", ctx -> {
          throw new NonRetriableException("never again");
        })
        .activity("Error", ctx -> {
          throw new NoClassDefFoundError("gone");
        });
  }

  private static FailureDetails failure(TaskOutcome outcome) {
    return switch (outcome) {
      case TaskOutcome.Failed failed -> failed.failure();
      case TaskOutcome.Succeeded it -> throw new AssertionError("Expected a failure: " + it);
    };
  }
}
