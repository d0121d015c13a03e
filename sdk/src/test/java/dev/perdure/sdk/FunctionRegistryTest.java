package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.samples.Orders;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FunctionRegistryTest {

  @Test
  void methodReferencesAreNamedLikeTheirCalls() {
    FunctionRegistry registry = new FunctionRegistry().activity(Orders::reserve)
        .activity(Orders::ship).orchestration(Orders::place).orchestration(new Orders()::noInput);

    assertThat(registry.activityNames()).containsExactlyInAnyOrder("Orders.reserve", "Ship");
    assertThat(registry.orchestratorNames())
        .containsExactlyInAnyOrder("Orders.place", "Orders.noInput");
  }

  @Test
  void factoriesMakeAnObjectForEachRun() {
    FunctionRegistry registry = new FunctionRegistry()
        .addOrchestration(new TaskOrchestrationFactory() {
          @Override
          public String getName() {
            return "Flow";
          }

          @Override
          public TaskOrchestration create() {
            return ctx -> ctx.complete("x");
          }
        });

    assertThat(registry.findOrchestrator("Flow")).isPresent();
    assertThat(registry.findOrchestrator("flow")).isEmpty();
  }

  @Test
  void annotatedClassesAreRegisteredWithWhatTheyInherit() {
    FunctionRegistry registry = new FunctionRegistry().register(Annotated.class);

    assertThat(registry.activityNames()).containsExactlyInAnyOrder("Double", "Base.inherited",
        "Renamed");
    assertThat(registry.orchestratorNames()).containsExactly("Flow");
  }

  @Test
  void takenNamesAreRejectedWithBothOwners() {
    FunctionRegistry registry = new FunctionRegistry().register(Annotated.class);

    assertThatThrownBy(() -> registry.register(new Annotated()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Annotated.");
    assertThatThrownBy(() -> registry.activity("Double", ctx -> 1))
        .hasMessageContaining("Expected one activity named 'Double'")
        .hasMessageContaining("FunctionRegistryTest$Annotated.twice(int)");
  }

  @Test
  void anActivityAndAnOrchestratorMayShareAName() {
    FunctionRegistry registry = new FunctionRegistry().activity("Same", ctx -> 1)
        .orchestration("Same", ctx -> 1);

    assertThat(registry.activityNames()).isEqualTo(registry.orchestratorNames());
  }

  @Test
  void badShapesAreRejectedWithClassAndMethod() {
    assertRejected(NoTrigger.class, "NoTrigger.lost(String)");
    assertRejected(TwoInputs.class, "TwoInputs.two(String, String)");
    assertRejected(NoContext.class, "NoContext.flow(String)");
    assertRejected(Nothing.class, "has none");
    assertRejected(NoConstructor.class, "NoConstructor.act(String)");
  }

  @Test
  void anActivityNamedThroughItsClassLacksItsObject() {
    assertThatThrownBy(() -> new FunctionRegistry().<Orders>activity(Orders::allOpen))
        .hasMessageContaining("Orders.allOpen()")
        .hasMessageContaining("object::allOpen");
  }

  @Test
  void badNamesAreRejected() {
    assertThatThrownBy(() -> new FunctionRegistry().activity("", ctx -> 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRejected(Class<?> type, String text) {
    assertThatThrownBy(() -> new FunctionRegistry().register(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  static class Base {
    int inherited(@DurableActivityTrigger List<Integer> input) {
      return input.size();
    }

    @FunctionName("Double")
    int twice(@DurableActivityTrigger(name = "n") int n) {
      return n;
    }
  }

  static final class Annotated extends Base {
    @Override
    @FunctionName("Double")
    int twice(@DurableActivityTrigger(name = "n") int n) {
      return 2 * n;
    }

    static int other(@DurableActivityTrigger(activity = "Renamed") TaskActivityContext ctx) {
      return ctx.getTaskId();
    }

    @FunctionName("Flow")
    String flow(@DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx, int n) {
      return ctx.getName() + n;
    }
  }

  static final class NoTrigger {
    @FunctionName("Lost")
    void lost(String unused) {}
  }

  static final class TwoInputs {
    void two(@DurableActivityTrigger String unused, String unused2) {}
  }

  static final class NoContext {
    void flow(@DurableOrchestrationTrigger String unused) {}
  }

  static final class Nothing {}

  static final class NoConstructor {
    NoConstructor(int unused) {}

    void act(@DurableActivityTrigger String unused) {}
  }
}
