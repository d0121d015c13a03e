package dev.perdure.protocol;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TraceContext;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.OrchestrationIdReusePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Starts of orchestrations on the wire.
public final class StartMessages {

  /// Where clients of before 2024 say what the policy does.
  private static final int LEGACY_ACTION = 2;
  private static final long LEGACY_IGNORE = 1;
  private static final long LEGACY_TERMINATE = 2;

  private StartMessages() {}

  /// The start that a message asks for.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static StartRequest request(CreateInstanceRequest message) {
    Instant startAt = Wrapped.keptTime(
        message.hasScheduledStartTimestamp(), message.getScheduledStartTimestamp());
    return new StartRequest(
        message.getInstanceId().isEmpty() ? null : message.getInstanceId(),
        new FunctionRef(
            message.getName(), Wrapped.text(message.hasVersion(), message.getVersion())),
        Wrapped.text(message.hasInput(), message.getInput()),
        // One SDK sends the epoch for "now".
        startAt == null || !startAt.isAfter(Instant.EPOCH) ? null : startAt,
        message.getTagsMap(), reuse(message), requestId(message),
        message.hasParentTraceContext() ? trace(message.getParentTraceContext()) : null);
  }

  /// What names a start: when it was asked for, and which execution was asked for. Transports
  /// repeat what may have been lost, to the byte; a message that differs in anything is another
  /// start, even if two clients chose the same id within one tick of their clocks. SDKs that say
  /// neither cannot be told from clients that ask twice.
  private static @Nullable String requestId(CreateInstanceRequest message) {
    if (!message.hasRequestTime() && !message.hasExecutionId()) {
      return null;
    }
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected SHA-256 in every JDK", e);
    }
    // Written anew: tags have no order of their own on the wire.
    return "start " + HexFormat.of().formatHex(sha.digest(bytes(message)));
  }

  private static byte[] bytes(CreateInstanceRequest message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      message.writeTo(output);
    } catch (IOException e) {
      throw new UncheckedIOException("Expected room for the whole message", e);
    }
    return bytes;
  }

  /// The message that asks for a start. What the contract cannot say is left out: request ids, and
  /// policies that both replace and ignore.
  ///
  /// @throws IllegalArgumentException if the policy both replaces and ignores
  public static CreateInstanceRequest message(StartRequest request) {
    CreateInstanceRequest.Builder message = CreateInstanceRequest.newBuilder()
        .setName(request.function().name()).putAllTags(request.tags());
    if (request.instanceId() != null) {
      message.setInstanceId(request.instanceId());
    }
    if (request.function().version() != null) {
      message.setVersion(Wrapped.text(request.function().version()));
    }
    if (request.input() != null) {
      message.setInput(Wrapped.text(request.input()));
    }
    if (request.startAt() != null) {
      message.setScheduledStartTimestamp(Wrapped.time(request.startAt()));
    }
    TraceContext trace = request.trace();
    if (trace != null) {
      var context = message.getParentTraceContextBuilder().setTraceParent(trace.traceParent());
      if (trace.traceState() != null) {
        context.setTraceState(Wrapped.text(trace.traceState()));
      }
    }
    if (!request.reuse().equals(ReusePolicy.REPLACE_ENDED)) {
      message.setOrchestrationIdReusePolicy(policy(request.reuse()));
    }
    return message.build();
  }

  private static OrchestrationIdReusePolicy policy(ReusePolicy reuse) {
    OrchestrationIdReusePolicy.Builder policy = OrchestrationIdReusePolicy.newBuilder();
    if (reuse.ignorable().isEmpty()) {
      reuse.replaceable().forEach(it -> policy.addReplaceableStatusValue(it.number()));
      return policy.build();
    }
    if (!reuse.replaceable().isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a policy that replaces or ignores, but got one that does both");
    }
    reuse.ignorable().forEach(it -> policy.addReplaceableStatusValue(it.number()));
    return policy.setUnknownFields(
        UnknownFieldSet.newBuilder().addField(
            LEGACY_ACTION,
            UnknownFieldSet.Field.newBuilder().addVarint(LEGACY_IGNORE).build()).build())
        .build();
  }

  private static ReusePolicy reuse(CreateInstanceRequest message) {
    if (!message.hasOrchestrationIdReusePolicy()) {
      return ReusePolicy.REPLACE_ENDED;
    }
    OrchestrationIdReusePolicy policy = message.getOrchestrationIdReusePolicy();
    Set<OrchestrationStatus> statuses = Wrapped.statuses(policy.getReplaceableStatusValueList());
    UnknownFieldSet unknown = policy.getUnknownFields();
    if (!unknown.hasField(LEGACY_ACTION)) {
      return ReusePolicy.replacing(statuses);
    }
    return legacy(statuses, unknown.getField(LEGACY_ACTION).getVarintList());
  }

  /// The old policy: what to do with an instance in one of the statuses; in others it is in the
  /// way. Whoever replaced a running instance meant to terminate it, which the new policy wants to
  /// be said.
  private static ReusePolicy legacy(Set<OrchestrationStatus> statuses, List<Long> actions) {
    long action = actions.isEmpty() ? 0 : actions.get(actions.size() - 1);
    if (action == LEGACY_IGNORE) {
      return new ReusePolicy(Set.of(), statuses);
    }
    if (action == LEGACY_TERMINATE) {
      statuses.add(OrchestrationStatus.TERMINATED);
      return ReusePolicy.replacing(statuses);
    }
    return ReusePolicy.replacing(Set.of());
  }

  private static @Nullable TraceContext trace(dev.perdure.protocol.message.TraceContext message) {
    return message.getTraceParent().isEmpty()
        ? null
        : new TraceContext(
            message.getTraceParent(),
            Wrapped.text(message.hasTraceState(), message.getTraceState()));
  }
}
