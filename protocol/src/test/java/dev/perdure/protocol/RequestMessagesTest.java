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
import dev.perdure.protocol.message.SignalEntityRequest;
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
  void startsAndSignalsAreForTheYearsThatTheProtocolKnows() {
    for (long seconds : new long[]{-62_135_596_800L, 253_402_300_799L}) {
      Instant time = Instant.ofEpochSecond(seconds);
      assertThat(StartMessages.request(start(seconds)).startAt())
          .isEqualTo(seconds < 0 ? null : time);
      assertThat(EntityMessages.request(signal(seconds)).scheduledTime()).isEqualTo(time);
    }
    for (long seconds : new long[]{-62_135_596_801L, 253_402_300_800L, 1_000_000_000_000_000L}) {
      String problem = "Expected a timestamp between the years 1 and 9999, but got " + seconds
          + " seconds and 0 nanoseconds";
      assertThatThrownBy(() -> StartMessages.request(start(seconds)))
          .isInstanceOf(IllegalArgumentException.class).hasMessage(problem);
      assertThatThrownBy(() -> EntityMessages.request(signal(seconds)))
          .isInstanceOf(IllegalArgumentException.class).hasMessage(problem);
    }
  }

  /// Whoever means no limit by it may say any time that there is.
  @Test
  void aFilterMayNameATimeThatNothingIsKeptFor() {
    InstanceQuery query = InstanceQuery.newBuilder()
        .setCreatedTimeTo(Wrapped.time(Instant.MAX)).build();

    assertThat(QueryMessages.query(query).filter().createdTo()).isEqualTo(Instant.MAX);
  }

  private static CreateInstanceRequest start(long seconds) {
    return CreateInstanceRequest.newBuilder().setName("Order")
        .setScheduledStartTimestamp(Timestamp.newBuilder().setSeconds(seconds)).build();
  }

  private static SignalEntityRequest signal(long seconds) {
    return SignalEntityRequest.newBuilder().setInstanceId("@counter@a").setName("add")
        .setScheduledTime(Timestamp.newBuilder().setSeconds(seconds)).build();
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
