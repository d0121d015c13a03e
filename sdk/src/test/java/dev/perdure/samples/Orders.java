package dev.perdure.samples;

import dev.perdure.sdk.TaskActivityContext;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.FunctionName;
import java.util.List;

/// Functions of every shape, for tests of typed calls and of registering.
public class Orders {
  public record Order(String id, int amount) {}

  public record Receipt(String id) {}

  public static Receipt reserve(Order order) {
    return new Receipt(order.id());
  }

  @FunctionName("Ship")
  public static void ship(Receipt receipt) {
    if (receipt.id().isEmpty()) {
      throw new IllegalArgumentException("no id");
    }
  }

  public List<Receipt> all(Order order) {
    return List.of(new Receipt(order.id()));
  }

  public void cancel(Order order) {
    all(order);
  }

  public List<Order> allOpen() {
    return open();
  }

  public static List<Order> open() {
    return List.of();
  }

  public static String withContext(Order order, TaskActivityContext ctx) {
    return order.id() + ctx.getTaskId();
  }

  public String boundWithContext(Order order, TaskActivityContext ctx) {
    return order.id() + ctx.getTaskId();
  }

  public static String contextOnly(TaskActivityContext ctx) {
    return ctx.getName();
  }

  public static Receipt place(TaskOrchestrationContext ctx, Order order) {
    return ctx.call(Orders::reserve, order).await();
  }

  public String noInput(TaskOrchestrationContext ctx) {
    return ctx.getName();
  }

  public void silent(TaskOrchestrationContext ctx, Order order) {
    ctx.call(Orders::cancel, order).await();
  }

  /// Every form of a typed call, mainly for the compiler.
  public static String callAll(TaskOrchestrationContext ctx, Order order) {
    Orders orders = new Orders();
    Receipt receipt = ctx.call(Orders::reserve, order).await();
    ctx.call(Orders::ship, receipt).await();
    List<Receipt> receipts = ctx.call(Orders::all, order).await();
    List<Receipt> bound = ctx.call(orders::all, order).await();
    ctx.call(Orders::cancel, order).await();
    List<Order> open = ctx.call(Orders::open).await();
    String one = ctx.call(Orders::withContext, order).await();
    String two = ctx.call(Orders::boundWithContext, order).await();
    String three = ctx.call(Orders::contextOnly).await();
    Receipt child = ctx.callSubOrchestrator(Orders::place, order).await();
    String other = ctx.callSubOrchestrator(Orders::noInput).await();
    ctx.callSubOrchestrator(Orders::silent, order).await();
    return "" + receipts + bound + open + one + two + three + child + other;
  }
}
