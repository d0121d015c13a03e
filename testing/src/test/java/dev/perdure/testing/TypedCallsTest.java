package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.MethodReference;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskActivityContext;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class TypedCallsTest extends HubTest {

  TypedCallsTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  record Order(String id, int amount) {}

  record Receipt(String id, List<Integer> lines) {}

  /// Functions as methods.
  static class Shop {
    private final String name;

    Shop(String name) {
      this.name = name;
    }

    static Receipt reserve(Order order) {
      return new Receipt(order.id(), List.of(order.amount()));
    }

    static Map<String, List<Receipt>> group(Order order) {
      return Map.of(order.id(), List.of(reserve(order)));
    }

    static String describe(Order order, TaskActivityContext ctx) {
      return order.id() + " " + ctx.getName();
    }

    static int answer() {
      return 42;
    }

    static void refuse(Order order) {
      if (order.amount() > 0) {
        throw new IllegalStateException("refused " + order.id());
      }
    }

    String sign(Order order) {
      return order.id() + " by " + name;
    }

    static String place(TaskOrchestrationContext ctx, Order order) {
      Receipt receipt = ctx.call(Shop::reserve, order).await();
      Map<String, List<Receipt>> group = ctx.call(Shop::group, order).await();
      String signed = ctx.call(Shop::sign, order).await();
      String described = ctx.call(Shop::describe, order).await();
      int answer = ctx.call(Shop::answer).await();
      String child = ctx.callSubOrchestrator(Shop::confirm, order).await();
      return receipt.id() + group + ", " + signed + ", " + described + ", " + answer + ", " + child;
    }

    static String confirm(TaskOrchestrationContext ctx, Order order) {
      return "confirmed " + order.id() + " in " + ctx.getName();
    }

    static String tryIt(TaskOrchestrationContext ctx, Order order) {
      TaskOptions options = new TaskOptions(new RetryPolicy(2, Duration.ofSeconds(1)));
      try {
        ctx.call(Shop::refuse, order, options).await();
        return "not reached";
      } catch (TaskFailedException e) {
        return e.getErrorDetails().message();
      }
    }
  }

  /// The shape of the samples in Microsoft's documentation.
  static class Functions {

    @FunctionName("Chaining")
    public String helloCities(
        @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
      String input = ctx.getInput(String.class);
      String x = ctx.callActivity("F1", input, String.class).await();
      return ctx.callActivity("F2", x, String.class).await();
    }

    @FunctionName("F1")
    public String first(@DurableActivityTrigger(name = "name") String name) {
      return "F1(" + name + ")";
    }

    @FunctionName("F2")
    public static String second(
        @DurableActivityTrigger(name = "name") String name, TaskActivityContext ctx) {
      return "F2(" + name + ", " + ctx.getInstanceId() + ")";
    }
  }

  @Test
  void methodsAreRegisteredAndCalledByReference() throws Exception {
    Shop shop = new Shop("Ada");
    functions.orchestration(Shop::place).orchestration(Shop::confirm)
        .activity(Shop::reserve).activity(Shop::group).activity(shop::sign)
        .activity(Shop::describe).activity(Shop::answer);

    String id = client().scheduleNewOrchestrationInstance(Shop::place, new Order("o", 3));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo(
        "o{o=[Receipt[id=o, lines=[3]]]}, o by Ada, o Shop.describe, 42,"
            + " confirmed o in Shop.confirm");
  }

  @Test
  void optionsAndFailuresWorkWithReferencesToo() throws Exception {
    functions.orchestration(Shop::tryIt).activity(Shop::refuse);
    String id = client().scheduleNewOrchestrationInstance(Shop::tryIt, new Order("o", 3));

    hub().advance(Duration.ofSeconds(1));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("refused o");
  }

  @Test
  void aLambdaIsRejectedWithAPreciseError() throws Exception {
    functions.activity(Shop::answer).orchestration("Lambda", ctx -> {
      MethodReference.Call0<Integer> lambda = () -> Shop.answer();
      return ctx.call(lambda).await();
    });

    String message = run("Lambda", null).getFailureDetails().orElseThrow().message();

    assertThat(message).contains("method reference", "lambda", "TypedCallsTest");
  }

  @Test
  void annotatedClassesRunAsTheyAre() throws Exception {
    functions.register(Functions.class);
    String id = startAs("sample", "Chaining", "in");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("F2(F1(in), sample)");
  }

  @Test
  void aNameIsRegisteredOnce() {
    functions.activity(Shop::answer);

    assertThatThrownBy(() -> functions.activity("Shop.answer", ctx -> 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Shop.answer");
    assertThatThrownBy(() -> new FunctionRegistry().register(String.class))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("java.lang.String");
  }

  @Test
  void anInputThatIsMissingFailsAPrimitiveParameter() throws Exception {
    functions.orchestration("Prim", (ctx) -> requireNonNull(ctx.getInput(Integer.class)));

    assertThat(run("Prim", null).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
  }
}
