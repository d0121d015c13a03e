package dev.perdure.sdk;

import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.work.TurnResult;
import dev.perdure.samples.Orders;
import dev.perdure.sdk.replay.TestInstance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TypedCallsTest {
  private static final String RECEIPTS = "[{\"id\":\"r\"}]";

  @Test
  void everyFormOfReferenceFindsItsFunctionAndResultType() {
    FunctionRegistry registry = new FunctionRegistry();
    TestInstance instance = new TestInstance(ctx -> Orders.callAll(ctx, new Orders.Order("o", 1)));
    assertThat(registry.activityNames()).isEmpty();
    List<String> called = new ArrayList<>(brief(instance.start(null)));
    String[] results = {"{\"id\":\"r\"}", "null", RECEIPTS, RECEIPTS, "null",
        "[{\"id\":\"o\",\"amount\":2}]", "\"one\"", "\"two\"", "\"three\""};
    for (int i = 0; i < results.length; i++) {
      called.addAll(brief(instance.turn(done(i, results[i]))));
    }
    called.addAll(brief(instance.turn(childDone(9, "{\"id\":\"c\"}"))));
    called.addAll(brief(instance.turn(childDone(10, "\"other\""))));
    TurnResult end = instance.turn(childDone(11, "null"));

    assertThat(called).containsExactly("0 activity Orders.reserve", "1 activity Ship",
        "2 activity Orders.all", "3 activity Orders.all", "4 activity Orders.cancel",
        "5 activity Orders.open", "6 activity Orders.withContext",
        "7 activity Orders.boundWithContext", "8 activity Orders.contextOnly",
        "9 child Orders.place", "10 child Orders.noInput", "11 child Orders.silent");
    assertThat(output(end)).contains("Receipt[id=r]", "Order[id=o, amount=2]", "onetwothree",
        "Receipt[id=c]other");
  }

  @Test
  void aWrittenOutLambdaIsRejected() {
    TestInstance instance = new TestInstance(
        ctx -> ctx.call((Integer it) -> it + 1, 1).await());

    assertThat(failure(instance.start(null)).message())
        .contains("a lambda written out in dev.perdure.sdk.TypedCallsTest")
        .contains("pass a method reference or use callActivity(name, …)");
  }

  @Test
  void anObjectIsRejected() {
    TestInstance instance = new TestInstance(ctx -> ctx.call(new Increment(), 1).await());

    assertThat(failure(instance.start(null)).message()).contains("an object of", "Increment");
  }

  @Test
  void optionsGoAlong() {
    TestInstance instance = new TestInstance(ctx -> ctx.call(Orders::reserve,
        new Orders.Order("o", 1), new TaskOptions(it -> it.getLastAttemptNumber() < 2)).await());
    instance.start(null);

    assertThat(brief(instance.turn(TestInstance.failed(0, "X", "m"))))
        .containsExactly("1 activity Orders.reserve");
  }

  private static EventBody childDone(int id, String result) {
    return new EventBody.SubOrchestrationCompleted(id, result);
  }

  @SuppressWarnings("serial")
  private static final class Increment implements MethodReference.Call1<Integer, Integer> {
    @Override
    public Integer call(Integer first) {
      return first + 1;
    }
  }
}
