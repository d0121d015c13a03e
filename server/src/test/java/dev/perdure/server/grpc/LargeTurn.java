package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.ScheduleTaskAction;

/// A turn that schedules many activities at once, so that one row holds most of a history.
final class LargeTurn {
  private LargeTurn() {}

  /// Lets the instance `a` begin with such a turn.
  ///
  /// @param activities how many activities it schedules, with inputs of 1,500 bytes
  /// @return the worker, which holds the first activities
  static FakeWorker commit(Sidecar sidecar, int activities) {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    OrchestratorAction[] actions = new OrchestratorAction[activities];
    for (int i = 0; i < activities; i++) {
      actions[i] = OrchestratorAction.newBuilder().setId(i)
          .setScheduleTask(
              ScheduleTaskAction.newBuilder().setName("Charge")
                  .setInput(StringValue.of("\"" + "x".repeat(1498) + "\"")))
          .build();
    }
    worker.turn(worker.next(), actions);
    assertThat(worker.next().hasActivityRequest()).as("the turn is committed").isTrue();
    return worker;
  }
}
