package dev.perdure.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.InstanceQuery;
import dev.perdure.protocol.message.OrchestrationIdReusePolicy;
import dev.perdure.protocol.message.OrchestrationState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RequestMessagesTest {
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080910Z");

  @Test
  void aStartKeepsAbsentAndEmptyTextsApart() {
    CreateInstanceRequest.Builder message = CreateInstanceRequest.newBuilder().setName("Order");

    assertThat(StartMessages.request(message.build()).input()).isNull();
    assertThat(StartMessages.request(message.build()).function().version()).isNull();
    message.setInput(StringValue.of("")).setVersion(StringValue.of(""));
    assertThat(StartMessages.request(message.build()).input()).isEmpty();
    assertThat(StartMessages.request(message.build()).function().version()).isEmpty();
  }

  @Test
  void theEpochAsAStartMeansNow() {
    CreateInstanceRequest message = CreateInstanceRequest.newBuilder()
        .setName("Order").setScheduledStartTimestamp(Timestamp.getDefaultInstance()).build();

    assertThat(StartMessages.request(message).startAt()).isNull();
  }

  @Test
  void aPolicyWithoutStatusesReplacesNothing() {
    assertThat(reuse(OrchestrationIdReusePolicy.getDefaultInstance()))
        .isEqualTo(ReusePolicy.replacing(Set.of()));
    assertThat(
        StartMessages.request(CreateInstanceRequest.newBuilder().setName("Order").build())
            .reuse())
        .isEqualTo(ReusePolicy.REPLACE_ENDED);
  }

  @Test
  void theOldPolicyIsUnderstood() {
    assertThat(reuse(legacy(0))).isEqualTo(ReusePolicy.replacing(Set.of()));
    assertThat(reuse(legacy(1)))
        .isEqualTo(new ReusePolicy(Set.of(), Set.of(OrchestrationStatus.RUNNING)));
    assertThat(reuse(legacy(2))).isEqualTo(
        ReusePolicy.replacing(
            Set.of(OrchestrationStatus.RUNNING, OrchestrationStatus.TERMINATED)));
  }

  @Test
  void impossibleTimesAndStatusesAreRefused() {
    assertThatThrownBy(() -> QueryMessages.query(
        InstanceQuery.newBuilder()
            .setCreatedTimeFrom(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)).build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> QueryMessages.query(
        InstanceQuery.newBuilder().addRuntimeStatusValue(99).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pagesHaveAUsualAndALargestSize() {
    assertThat(QueryMessages.query(InstanceQuery.getDefaultInstance()).pageSize()).isEqualTo(100);
    assertThat(
        QueryMessages.query(InstanceQuery.newBuilder().setMaxInstanceCount(1_000_000).build())
            .pageSize())
        .isEqualTo(1000);
  }

  @Test
  void payloadsAreToldOnlyIfTheyWereAskedFor() {
    OrchestrationState without = InstanceMessages.state(state(null));
    OrchestrationState with = InstanceMessages.state(
        state(
            new InstanceState.Payloads(
                "1", null, FailureDetails.of("java.io.IOException", "gone"))));

    assertThat(without.hasInput()).isFalse();
    assertThat(without.hasCustomStatus()).isFalse();
    assertThat(without.getExecutionId().getValue()).isEqualTo("exec");
    assertThat(without.hasVersion()).isFalse();
    assertThat(with.getInput().getValue()).isEqualTo("1");
    assertThat(with.hasOutput()).isFalse();
    assertThat(with.getCustomStatus().getValue()).isEqualTo("\"half\"");
    assertThat(with.getFailureDetails().getErrorMessage()).isEqualTo("gone");
    assertThat(InstanceMessages.found(Optional.empty()).getExists()).isFalse();
  }

  private static ReusePolicy reuse(OrchestrationIdReusePolicy policy) {
    return StartMessages.request(
        CreateInstanceRequest.newBuilder()
            .setName("Order").setOrchestrationIdReusePolicy(policy).build())
        .reuse();
  }

  private static OrchestrationIdReusePolicy legacy(long action) {
    return OrchestrationIdReusePolicy.newBuilder()
        .addReplaceableStatusValue(OrchestrationStatus.RUNNING.number())
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(2, UnknownFieldSet.Field.newBuilder().addVarint(action).build())
                .build())
        .build();
  }

  private static InstanceState state(InstanceState.@Nullable Payloads payloads) {
    return new InstanceState(
        new ExecutionKey("id", "exec"), new FunctionRef("Order", null),
        OrchestrationStatus.RUNNING, new InstanceTimes(TIME, TIME, null, null), "\"half\"",
        Map.of(), null, payloads);
  }
}
