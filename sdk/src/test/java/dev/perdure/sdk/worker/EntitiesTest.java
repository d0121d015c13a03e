package dev.perdure.sdk.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.TaskEntityContext;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.annotation.DurableEntityTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Entities as a worker performs them: batches, roll-back, and the class style.
final class EntitiesTest {
  private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

  private final HandFedSource source = new HandFedSource();
  private final DurableTaskWorker worker = new DurableTaskWorker(source, new FunctionRegistry()
      .entity("Cart", Cart.class, () -> new Cart("EUR"))
      .entity("Broken", operation -> {
        operation.getState().setState(operation.getName());
        operation.getContext().signalEntity(new EntityId("log", ""), "write", 1);
        if (operation.getName().equals("fail")) {
          throw new IllegalStateException("Went wrong");
        }
        return operation.getState().getState(String.class);
      })
      .register(Annotated.class)).start();

  @AfterEach
  void close() {
    worker.close();
  }

  /// A class-style entity with a dependency and a state of several types.
  public static class Cart {
    private static final String NOTHING = "nothing";
    private final String currency;
    private transient int scratch;
    private List<String> items = new ArrayList<>();
    private long total;
    private @Nullable Instant paid;

    Cart(String currency) {
      this.currency = currency;
    }

    public String add(String item) {
      scratch++;
      items.add(item);
      total += 10;
      return total + " " + currency;
    }

    public void pay(TaskEntityContext context) {
      paid = LATER;
      context.startNewOrchestration(new FunctionRef("Ship", "2"), items, "ship-1", LATER);
      context.signalEntity(
          new EntityId("Stats", "all"), "paid", total,
          SignalEntityOptions.defaults().withScheduledTime(LATER));
    }

    public String show() {
      return items.isEmpty() ? NOTHING : items + " " + total + " " + paid + " " + scratch;
    }

    public void fail(int times) {
      items.clear();
      throw new IllegalArgumentException("no " + times);
    }
  }

  /// A function-style entity by annotation.
  public static final class Annotated {
    public Annotated() {}

    @FunctionName("Marked")
    public @Nullable Object run(
        @DurableEntityTrigger(name = "op") TaskEntityOperation operation) {
      return operation.getId() + " " + operation.getName() + " " + operation.hasInput();
    }
  }

  private static EventBody call(String operation, @Nullable String input) {
    return new EventBody.EntityOperationCalled("r", operation, null, input, null, null);
  }

  private static EventBody signal(String operation, @Nullable String input) {
    return new EventBody.EntityOperationSignaled("r", operation, null, input, null);
  }

  private static String result(EntityBatchResult result, int at) {
    return result.results().get(at) instanceof TaskOutcome.Succeeded succeeded
        ? String.valueOf(succeeded.result())
        : result.results().get(at).toString();
  }

  @Test
  void aBatchIsPerformedInOrderOnOneState() {
    EntityBatchResult result = source.operations(
        "@cart@1", null, call("add", "\"tea\""), signal("ADD", "\"milk\""), call("show", null));

    assertThat(result(result, 0)).isEqualTo("\"10 EUR\"");
    assertThat(result(result, 2)).isEqualTo("\"[tea, milk] 20 null 2\"");
    assertThat(result.state())
        .isEqualTo("{\"items\":[\"tea\",\"milk\"],\"total\":20,\"paid\":null}");
  }

  @Test
  void theStateComesBackWithItsTypes() {
    EntityBatchResult result = source.operations(
        "@cart@1",
        "{\"items\":[\"tea\"],\"total\":3000000000,\"paid\":\"2030-01-01T00:00:00Z\",\"old\":1}",
        call("show", null));

    assertThat(result(result, 0)).isEqualTo("\"[tea] 3000000000 2030-01-01T00:00:00Z 0\"");
  }

  @Test
  void actionsLeaveWithTheResult() {
    EntityBatchResult result = source.operations("@cart@1", null, call("pay", null));

    assertThat(result.actions()).containsExactly(
        new EntityAction.StartOrchestration("ship-1", new FunctionRef("Ship", "2"), "[]", LATER),
        new EntityAction.SendSignal("@stats@all", "paid", "0", LATER));
  }

  @Test
  void anOperationThatThrowsLeavesNothing() {
    EntityBatchResult result = source.operations(
        "@cart@1", null, call("add", "\"tea\""), call("fail", "3"), call("show", null));

    assertThat(result.results().get(1)).isInstanceOfSatisfying(TaskOutcome.Failed.class, it -> {
      assertThat(it.failure().message()).isEqualTo("no 3");
      assertThat(it.failure().errorType()).isEqualTo("java.lang.IllegalArgumentException");
    });
    assertThat(result(result, 2)).startsWith("\"[tea] 10");

    EntityBatchResult function = source.operations(
        "@broken@", null, call("one", null), call("fail", null), call("two", null));
    assertThat(function.state()).isEqualTo("\"two\"");
    assertThat(function.actions()).hasSize(2);
    assertThat(source.operations("@broken@", null, call("fail", null)).state()).isNull();
  }

  @Test
  void wrongInputsFailTheirOperation() {
    EntityBatchResult result = source.operations(
        "@cart@1", "{\"total\":1}", call("fail", "\"x\""), call("fail", null),
        call("nothing", null));

    assertThat(result.results()).allMatch(it -> it instanceof TaskOutcome.Failed);
    assertThat(result.results().get(2).toString()).contains("[add, fail, pay, show]");
    assertThat(result.state()).isEqualTo("{\"total\":1}");
  }

  @Test
  void deleteComesByItself() {
    EntityBatchResult result = source.operations(
        "@cart@1", "{\"total\":1}", call("delete", null));

    assertThat(result.state()).isNull();
    assertThat(source.operations("@cart@1", null, call("delete", null), call("show", null))
        .state()).contains("items");
  }

  @Test
  void annotatedMethodsAreEntities() {
    assertThat(result(source.operations("@marked@k", null, call("Do", "1")), 0))
        .isEqualTo("\"@marked@k Do true\"");
  }

  @Test
  void unfitClassesAndNamesAreRefused() {
    FunctionRegistry registry = new FunctionRegistry().entity(Annotated.class);
    assertThatIllegalArgumentException().isThrownBy(() -> registry.entity("ANNOTATED", o -> null))
        .withMessageContaining("named 'annotated'");
    assertThatIllegalArgumentException().isThrownBy(() -> registry.entity("a/b", o -> null));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.entity(Cart.class))
        .withMessageContaining("constructor without parameters");
    assertThatIllegalArgumentException().isThrownBy(() -> registry.entity(Twice.class))
        .withMessageContaining("name of its own");
    assertThatIllegalArgumentException().isThrownBy(() -> registry.entity(Wide.class))
        .withMessageContaining("(input, TaskEntityContext)");
  }

  /// Has an operation twice.
  public static final class Twice {
    public Twice() {}

    public void add(int a) {}

    public void add(String a) {}
  }

  /// Has an operation of a shape that none has.
  public static final class Wide {
    public Wide() {}

    public void add(int a, int b) {}
  }
}
