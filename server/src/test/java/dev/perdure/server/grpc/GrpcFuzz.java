package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.ActivityFilter;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.OrchestrationFilter;
import dev.perdure.protocol.message.WorkItemFilters;
import dev.perdure.testing.suite.Fuzz;
import dev.perdure.testing.suite.Program;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Sends messages that no SDK should send, to every method, and watches that each is answered soon,
/// that no answer is a fault of the server or shows its insides, and that others are served on.
///
/// `GrpcFuzz grpc-fuzz …`, with the arguments of [Fuzz].
public final class GrpcFuzz implements Fuzz.Fuzzer {
  private static final int MOST_FINDINGS = 20;

  /// How long a wait is waited for, which may rightly last for ever.
  private static final long WAIT_MILLIS = 20;

  private static final Set<Status.Code> FAULTS = EnumSet.of(
      Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DEADLINE_EXCEEDED,
      Status.Code.DATA_LOSS, Status.Code.UNIMPLEMENTED, Status.Code.UNAVAILABLE);

  private final long seed;
  private final List<String> findings = new ArrayList<>();
  private final Map<Status.Code, Integer> answers = new TreeMap<>();

  GrpcFuzz(long seed) {
    this.seed = seed;
  }

  /// Runs the fuzzer.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new Program(Map.of("grpc-fuzz", new Fuzz(GrpcFuzz::new)), Fuzz.OPTIONS).runAndExit(arguments);
  }

  @Override
  public Map<Status.Code, Integer> answers() {
    return answers;
  }

  @Override
  public List<String> run(int cycles) throws InvalidProtocolBufferException {
    try (Sidecar sidecar = new Sidecar(true)) {
      FuzzMessages messages = new FuzzMessages(seed);
      List<String> methods = new ArrayList<>(SidecarMethods.UNARY);
      methods.addAll(SidecarMethods.STREAMING);
      FakeWorker worker = sidecar.worker();
      for (int cycle = 1; cycle <= cycles && findings.size() < MOST_FINDINGS; cycle++) {
        if (worker.ended()) {
          worker = sidecar.worker(); // The hub was emptied, which sends its workers away.
        }
        for (var item = worker.poll(); item != null; item = worker.poll()) {
          messages.learn(item);
        }
        String method = methods.get(cycle % methods.size());
        send(sidecar, cycle, method, messages.next(method));
        if (cycle % 1000 == 0 || cycle == cycles) {
          alive(sidecar, cycle);
        }
      }
    }
    return List.copyOf(findings);
  }

  private void send(Sidecar sidecar, int cycle, String method, byte[] message) {
    boolean waits = method.startsWith("WaitFor");
    Channel channel = cycle % 50 == 0 ? sidecar.channel("../" + cycle) : sidecar.channel();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(
        waits ? WAIT_MILLIS : Sidecar.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    Context.CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      if (SidecarMethods.STREAMING.contains(method)) {
        boolean _ = io.grpc.stub.ClientCalls.blockingServerStreamingCall(
            channel, SidecarMethods.named(method), options, message).hasNext();
      } else {
        byte[] _ = io.grpc.stub.ClientCalls.blockingUnaryCall(
            channel, SidecarMethods.named(method), options, message);
      }
      answers.merge(Status.Code.OK, 1, Integer::sum);
    } catch (StatusRuntimeException e) {
      judge(cycle, method, message, e.getStatus(), waits);
    } finally {
      context.detach(before);
      boolean _ = context.cancel(null);
    }
  }

  private void judge(int cycle, String method, byte[] message, Status status, boolean waits) {
    answers.merge(status.getCode(), 1, Integer::sum);
    boolean rightly = waits && status.getCode() == Status.Code.DEADLINE_EXCEEDED;
    if (FAULTS.contains(status.getCode()) && !rightly) {
      finding(cycle, method, "a fault: " + status, message);
    }
    String text = String.valueOf(status.getDescription());
    if (text.contains("\tat ") || text.contains("java.lang.") || text.contains("Exception")) {
      finding(cycle, method, "insides shown: " + status, message);
    }
  }

  /// Whether an orchestration of another hub still gets its worker, and ends.
  private void alive(Sidecar sidecar, int cycle) throws InvalidProtocolBufferException {
    Channel channel = sidecar.channel("other");
    FakeWorker worker = new FakeWorker(
        channel,
        GetWorkItemsRequest.newBuilder().setWorkItemFilters(
            WorkItemFilters.newBuilder()
                .addOrchestrations(OrchestrationFilter.newBuilder().setName("Alive"))
                .addActivities(ActivityFilter.newBuilder().setName("Alive")))
            .build());
    String id = "alive-" + cycle;
    byte[] _ = Sidecar.call(
        channel, "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Alive").setInstanceId(id).build()
            .toByteArray());
    worker.turn(worker.next(), complete(0, "1"));
    var end = GetInstanceResponse.parseFrom(
        Sidecar.call(
            channel, "WaitForInstanceCompletion",
            GetInstanceRequest.newBuilder().setInstanceId(id).setGetInputsAndOutputs(true)
                .build().toByteArray()));
    worker.leave();
    if (!end.getOrchestrationState().getOutput().getValue().equals("1")) {
      finding(cycle, "StartInstance", "others are not served any more: " + end, new byte[0]);
    }
  }

  private void finding(int cycle, String method, String what, byte[] message) {
    findings.add("seed " + seed + ", cycle " + cycle + ", " + method + ": " + what + "\n> "
        + java.util.HexFormat.of().formatHex(message, 0, Math.min(message.length, 500)));
  }
}
