package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.CreateTaskHubRequest;
import dev.perdure.protocol.message.EntityQuery;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.InstanceBatch;
import dev.perdure.protocol.message.ListInstanceIdsRequest;
import dev.perdure.protocol.message.ListInstanceIdsResponse;
import dev.perdure.protocol.message.OrchestrationIdReusePolicy;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.PurgeInstanceFilter;
import dev.perdure.protocol.message.PurgeInstancesRequest;
import dev.perdure.protocol.message.PurgeInstancesResponse;
import dev.perdure.protocol.message.QueryEntitiesRequest;
import dev.perdure.protocol.message.QueryEntitiesResponse;
import dev.perdure.protocol.message.RaiseEventRequest;
import dev.perdure.protocol.message.RestartInstanceRequest;
import dev.perdure.protocol.message.RestartInstanceResponse;
import dev.perdure.protocol.message.RewindInstanceRequest;
import dev.perdure.protocol.message.SignalEntityRequest;
import dev.perdure.protocol.message.SkipGracefulOrchestrationTerminationsRequest;
import dev.perdure.protocol.message.SkipGracefulOrchestrationTerminationsResponse;
import dev.perdure.protocol.message.SuspendRequest;
import dev.perdure.protocol.message.TerminateRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientCallsTest {
  private final Sidecar sidecar = new Sidecar(true);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void aStartedInstanceIsPendingUntilAWorkerHasAnsweredItsFirstTurn() throws Exception {
    sidecar.start("Order", "a");
    OrchestrationState state = sidecar.state("a");
    assertThat(state.getName()).isEqualTo("Order");
    assertThat(state.getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_PENDING);
    assertThat(state.getExecutionId().getValue()).matches("[0-9a-f]{32}");
    assertThat(state.getInput().getValue()).isEqualTo("\"in\"");

    FakeWorker worker = sidecar.worker();
    var item = worker.next();
    assertThat(sidecar.status("a"))
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_PENDING);
    worker.turn(item);

    assertThat(
        sidecar.get("WaitForInstanceStart", "a").getOrchestrationState()
            .getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING);
  }

  @Test
  void anInstanceThatIsNotThereIsNoErrorOfThoseWhoRead() throws Exception {
    for (String method : List.of(
        "GetInstance", "WaitForInstanceStart", "WaitForInstanceCompletion")) {
      assertThat(sidecar.get(method, "nobody").getExists()).as(method).isFalse();
    }
  }

  @Test
  void refusalsHaveTheStatusThatSdksExpect() {
    sidecar.start("Order", "a");

    assertStatus(Status.Code.ALREADY_EXISTS, "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("a").build());
    assertStatus(Status.Code.INVALID_ARGUMENT, "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("x".repeat(101))
            .build());
    assertStatus(Status.Code.NOT_FOUND, "RaiseEvent",
        RaiseEventRequest.newBuilder().setInstanceId("nobody").setName("go").build());
    assertStatus(Status.Code.NOT_FOUND, "RewindInstance",
        RewindInstanceRequest.newBuilder().setInstanceId("nobody").build());
    assertStatus(Status.Code.FAILED_PRECONDITION, "RewindInstance",
        RewindInstanceRequest.newBuilder().setInstanceId("a").build());
    assertStatus(Status.Code.NOT_FOUND, "RestartInstance",
        RestartInstanceRequest.newBuilder().setInstanceId("nobody").build());
    assertStatus(Status.Code.FAILED_PRECONDITION, "RestartInstance",
        RestartInstanceRequest.newBuilder().setInstanceId("a").build());
    assertStatus(Status.Code.FAILED_PRECONDITION, "PurgeInstances",
        PurgeInstancesRequest.newBuilder().setInstanceId("a").build());
    assertStatus(Status.Code.INVALID_ARGUMENT, "PurgeInstances",
        PurgeInstancesRequest.newBuilder().setInstanceBatch(batch(501)).build());
    assertStatus(Status.Code.INVALID_ARGUMENT, "SignalEntity",
        dev.perdure.protocol.message.SignalEntityRequest.newBuilder()
            .setInstanceId("@counter@" + "x".repeat(100)).setName("add").build());
  }

  @Test
  void timesThatTheProtocolDoesNotKnowAreRefused() throws Exception {
    Timestamp never = Timestamp.newBuilder().setSeconds(1_000_000_000_000_000L).build();

    assertStatus(Status.Code.INVALID_ARGUMENT, "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("a")
            .setScheduledStartTimestamp(never).build());
    assertStatus(Status.Code.INVALID_ARGUMENT, "SignalEntity",
        SignalEntityRequest.newBuilder().setInstanceId("@counter@a").setName("add")
            .setScheduledTime(never).build());
    assertThat(sidecar.get("GetInstance", "a").getExists()).isFalse();
  }

  @Test
  void aPolicyThatContradictsItselfIsToldInMicrosoftsWords() {
    CreateInstanceRequest request = CreateInstanceRequest.newBuilder()
        .setName("Order").setInstanceId("a")
        .setOrchestrationIdReusePolicy(
            OrchestrationIdReusePolicy.newBuilder().addReplaceableStatus(
                OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING))
        .build();

    assertThatThrownBy(() -> sidecar.call("StartInstance", request))
        .hasMessageContaining("Invalid reusable statuses: cannot exclude 'Terminated' while also "
            + "allowing reuse of running instances");
  }

  @Test
  void suspendingShowsAtOnceAndControlOfAnEndedInstanceIsNoError() throws Exception {
    sidecar.start("Order", "a");
    sidecar.call("SuspendInstance", SuspendRequest.newBuilder().setInstanceId("a").build());
    assertThat(sidecar.status("a"))
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_SUSPENDED);

    TerminateRequest terminate = TerminateRequest.newBuilder()
        .setInstanceId("a").setOutput(StringValue.of("\"enough\"")).build();
    sidecar.call("TerminateInstance", terminate);
    sidecar.call("TerminateInstance", terminate);
    sidecar.call("SuspendInstance", SuspendRequest.newBuilder().setInstanceId("a").build());

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"enough\"");
  }

  @Test
  void anInstanceIsRestartedUnderANewIdWhileItRuns() throws Exception {
    sidecar.start("Order", "a");

    String id = RestartInstanceResponse.parseFrom(
        sidecar.call(
            "RestartInstance",
            RestartInstanceRequest.newBuilder()
                .setInstanceId("a").setRestartWithNewInstanceId(true).build()))
        .getInstanceId();

    assertThat(id).isNotEqualTo("a");
    assertThat(sidecar.state(id).getInput().getValue()).isEqualTo("\"in\"");
  }

  @Test
  void endedInstancesAreListedInTheOrderOfTheirEnds() throws Exception {
    FakeWorker worker = sidecar.worker();
    List<String> ended = new ArrayList<>();
    for (String id : List.of("c", "a", "e", "b", "d")) {
      sidecar.start("Order", id);
      worker.turn(worker.next(), complete(0, "1"));
      sidecar.end(id);
      ended.add(id);
    }
    sidecar.start("Order", "running");

    List<String> listed = new ArrayList<>();
    var request = ListInstanceIdsRequest.newBuilder().setPageSize(2);
    ListInstanceIdsResponse page;
    do {
      page = ListInstanceIdsResponse.parseFrom(
          sidecar.call("ListInstanceIds", request.build()));
      listed.addAll(page.getInstanceIdsList());
      request.setLastInstanceKey(page.getLastInstanceKey());
    } while (page.hasLastInstanceKey());

    assertThat(listed).containsExactlyElementsOf(ended);
  }

  @Test
  void aPurgeStopsWhenItsTimeIsOver() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    worker.turn(worker.next(), complete(0, "1"));
    sidecar.end("a");
    PurgeInstanceFilter.Builder filter = PurgeInstanceFilter.newBuilder();

    filter.setTimeout(com.google.protobuf.Duration.getDefaultInstance());
    assertThat(purge(filter)).isEqualTo(
        PurgeInstancesResponse.newBuilder()
            .setIsComplete(com.google.protobuf.BoolValue.of(false)).build());
    filter.setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(60));
    assertThat(purge(filter).getDeletedInstanceCount()).isEqualTo(1);
  }

  @Test
  void instancesAreEndedWithoutTheirWorkers() throws Exception {
    sidecar.start("Order", "a");

    var response = SkipGracefulOrchestrationTerminationsResponse.parseFrom(
        sidecar.call(
            "SkipGracefulOrchestrationTerminations",
            SkipGracefulOrchestrationTerminationsRequest.newBuilder()
                .setInstanceBatch(
                    InstanceBatch.newBuilder().addInstanceIds("a").addInstanceIds("nobody"))
                .build()));

    assertThat(response.getUnterminatedInstanceIdsList()).containsExactly("nobody");
    assertThat(sidecar.status("a"))
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
  }

  @Test
  void hubsAreApartAndANameThatIsNoHubIsNotFound() throws Exception {
    sidecar.start("Order", "a");
    byte[] request = GetInstanceRequest.newBuilder().setInstanceId("a").build().toByteArray();

    assertThat(
        GetInstanceResponse.parseFrom(
            Sidecar.call(sidecar.channel("Other"), "GetInstance", request)).getExists())
        .isFalse();
    assertThatThrownBy(() -> Sidecar.call(sidecar.channel("../x"), "GetInstance", request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void recreatingAHubEmptiesItIfThatIsAllowed() throws Exception {
    sidecar.start("Order", "a");
    sidecar.call(
        "SignalEntity",
        SignalEntityRequest.newBuilder().setInstanceId("@counter@a").setName("add").build());
    byte[] waiting = QueryEntitiesRequest.newBuilder()
        .setQuery(EntityQuery.newBuilder().setIncludeTransient(true)).build().toByteArray();
    assertThat(entities(waiting)).isEqualTo(1);
    CreateTaskHubRequest request = CreateTaskHubRequest.newBuilder()
        .setRecreateIfExists(true).build();

    sidecar.call("CreateTaskHub", request);

    assertThat(sidecar.get("GetInstance", "a").getExists()).isFalse();
    assertThat(entities(waiting)).isZero();
    try (Sidecar guarded = new Sidecar(false)) {
      assertThatThrownBy(() -> guarded.call("CreateTaskHub", request))
          .hasMessageContaining("FAILED_PRECONDITION");
    }
  }

  private int entities(byte[] query) throws Exception {
    return QueryEntitiesResponse.parseFrom(
        Sidecar.call(sidecar.channel(), "QueryEntities", query)).getEntitiesCount();
  }

  /// A bounded fuzz: bytes at random, and good messages with bytes changed.
  @Test
  void whateverIsSentIsAnsweredWithAStatus() throws Exception {
    sidecar.start("Order", "a");
    Random random = new Random(7);
    byte[] good = CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("fuzz")
        .setInput(StringValue.of("1")).build().toByteArray();
    List<String> methods = new ArrayList<>(SidecarMethods.UNARY);
    // A wait may rightly last.
    methods.removeIf(method -> method.startsWith("WaitFor"));
    for (int i = 0; i < 1500; i++) {
      byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(40)] : good.clone();
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = i % 2 == 0 || random.nextInt(6) == 0 ? (byte) random.nextInt() : bytes[j];
      }
      String method = methods.get(i % methods.size());
      try {
        Sidecar.call(sidecar.channel(), method, bytes);
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).as("%s in round %s: %s", method, i, e)
            .isNotIn(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DEADLINE_EXCEEDED);
      }
    }
    sidecar.start("Order", "still-alive");
    assertThat(sidecar.get("GetInstance", "still-alive").getExists()).isTrue();
  }

  private PurgeInstancesResponse purge(PurgeInstanceFilter.Builder filter)
      throws InvalidProtocolBufferException {
    return PurgeInstancesResponse.parseFrom(
        sidecar.call(
            "PurgeInstances",
            PurgeInstancesRequest.newBuilder().setPurgeInstanceFilter(filter).build()));
  }

  private void assertStatus(Status.Code expected, String method, Message request) {
    assertThatThrownBy(() -> sidecar.call(method, request)).as(method).isInstanceOfSatisfying(
        StatusRuntimeException.class,
        e -> assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(expected));
  }

  private static InstanceBatch batch(int size) {
    InstanceBatch.Builder batch = InstanceBatch.newBuilder();
    for (int i = 0; i < size; i++) {
      batch.addInstanceIds("id" + i);
    }
    return batch.build();
  }
}
