package dev.perdure.examples;

import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;

/// Brings the examples to a server that has this jar on its class path.
public final class ExampleFunctions implements FunctionModule {

  /// For [java.util.ServiceLoader].
  public ExampleFunctions() {}

  @Override
  public void register(FunctionRegistry registry) {
    registry
        .register(Chaining.class)
        .register(FanOutFanIn.class)
        .register(DoWork.class)
        .register(Monitor.class)
        .register(ApprovalWorkflow.class)
        .register(Counter.class)
        .entity(CounterClass.class)
        .entity(Bank.Account.class)
        .register(Bank.class);
  }
}
