package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static dev.perdure.server.grpc.FakeWorker.response;
import static dev.perdure.server.grpc.FakeWorker.result;
import static dev.perdure.server.grpc.FakeWorker.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.TerminateRequest;
import dev.perdure.protocol.message.WorkItem;
import dev.perdure.protocol.message.WorkerCapability;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers whose SDKs know no completion tokens.
final class UnnamedAnswersTest {
  private final Sidecar sidecar = new Sidecar(true);
  private final List<ManagedChannel> channels = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    sidecar.close();
  }

  @Test
  void aTurnsLateAnswerIsNotTakenForTheNextTurn() throws Exception {
    FakeWorker slow = worker("");
    sidecar.start("Order", "a");
    WorkItem lost = slow.next();
    slow.leave();
    FakeWorker worker = worker("");
    answer(worker, worker.next(), schedule(0, "Charge"));
    worker.answer(result(worker.next(), "1").setCompletionToken("").build());
    WorkItem next = worker.next();

    answer(slow, lost, complete(0, "\"late\""));
    answer(worker, lost, complete(0, "\"late\""));
    answer(worker, next, complete(1, "\"good\""));

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"good\"");
  }

  /// Both runs of the instance have an activity with the id 0.
  @ParameterizedTest
  @EnumSource(names = {"INSTANCE_IDS", "ACTIVITY_IDS"})
  void anActivitysLateAnswerIsNotTakenForThatOfTheNextRun(Naming naming) throws Exception {
    FakeWorker worker = worker(naming == Naming.ACTIVITY_IDS ? "grpc-go/1.60.0" : "");
    sidecar.start("Order", "a");
    answer(worker, worker.next(), schedule(0, "Charge"));
    WorkItem before = worker.next();
    startAnew("a");
    answer(worker, worker.next(), schedule(0, "Charge"));
    WorkItem activity = worker.next();

    worker.answer(result(before, "\"late\"").setCompletionToken("").build());
    worker.answer(result(activity, "\"good\"").setCompletionToken("").build());

    WorkItem turn = worker.next();
    assertThat(turn.getOrchestratorRequest().getNewEvents(1).getTaskCompleted().getResult())
        .extracting(value -> value.getValue()).isEqualTo("\"good\"");
  }

  @Test
  void whatNamesNothingIsKnownByItsConnection() throws Exception {
    FakeWorker worker = worker("grpc-go/1.60.0");
    sidecar.start("Order", "a");
    WorkItem turn = worker.next();
    assertThat(turn.getOrchestratorRequest().getInstanceId()).isEqualTo("a");

    Sidecar.call(
        sidecar.channel(), "CompleteOrchestratorTask",
        response(turn, complete(0, "\"elsewhere\"")).setCompletionToken("").build()
            .toByteArray());
    answer(worker, turn, complete(0, "\"good\""));

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"good\"");
  }

  @Test
  void aTurnWaitsUntilTheAnswerHasComeThatWouldBeTakenForItsOwn() throws Exception {
    FakeWorker worker = worker("grpc-go/1.60.0");
    sidecar.start("Order", "a");
    WorkItem before = worker.next();
    startAnew("a");
    assertThat(worker.quiet()).isTrue();

    answer(worker, before, complete(0, "\"late\""));
    answer(worker, worker.next(), complete(0, "\"good\""));

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"good\"");
  }

  @Test
  void onlyWhoSaysNothingOfHimselfKnowsNoTokens() {
    var java = "grpc-java-netty/1.59.0";
    var silent = GetWorkItemsRequest.getDefaultInstance();
    var able = GetWorkItemsRequest.newBuilder()
        .addCapabilities(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING).build();

    assertThat(Naming.of(java, silent)).isEqualTo(Naming.INSTANCE_IDS);
    assertThat(Naming.of("grpc-go/1.60.0", silent)).isEqualTo(Naming.ACTIVITY_IDS);
    assertThat(Naming.of("grpc-node-js/1.14.0", silent)).isEqualTo(Naming.TOKENS);
    assertThat(Naming.of(java, FakeWorker.everything())).isEqualTo(Naming.TOKENS);
    assertThat(Naming.of(java, able)).isEqualTo(Naming.TOKENS);
  }

  private void startAnew(String id) {
    sidecar.call("TerminateInstance", TerminateRequest.newBuilder().setInstanceId(id).build());
    sidecar.start("Order", id);
  }

  private static void answer(FakeWorker worker, WorkItem turn, OrchestratorAction action) {
    worker.answer(response(turn, action).setCompletionToken("").build());
  }

  /// A worker on a connection of its own that says nothing of itself, but for the library that it
  /// uses.
  ///
  /// @param agent comes before the name of our own library
  private FakeWorker worker(String agent) {
    NettyChannelBuilder builder = NettyChannelBuilder
        .forAddress("127.0.0.1", sidecar.front().ports().get(0)).usePlaintext();
    ManagedChannel channel = (agent.isEmpty() ? builder : builder.userAgent(agent)).build();
    channels.add(channel);
    return new FakeWorker(channel, GetWorkItemsRequest.getDefaultInstance());
  }
}
