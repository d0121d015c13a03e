package dev.perdure.testing.simulation.program;

import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one entity function. Its state tells how many operations it has counted and which, in order;
/// what it does depends on nothing but its state and the operation.
public final class Account {

  /// Its name.
  public static final String NAME = "account";

  /// The type of an operation's own failure.
  public static final String FAILURE = "Refused";

  /// The type of the failure of a whole batch.
  public static final String BROKEN = "Broken";

  /// What makes a state large.
  private static final String PADDING = "/" + "x".repeat(66_000);

  /// An operation to be performed.
  ///
  /// @param identity a text that no other operation has
  public record Request(String identity, Operation operation) {

    /// What an event in a queue asks for.
    ///
    /// @throws IllegalArgumentException if it is no operation
    public static Request of(EventBody body) {
      return switch (body) {
        case EventBody.EntityOperationSignaled it ->
          new Request(String.valueOf(it.input()), Operation.parse(it.operation()));
        case EventBody.EntityOperationCalled it -> {
          EntityCaller caller = it.caller();
          String identity = caller == null
              ? String.valueOf(it.input())
              : called(caller.execution().executionId(), it.requestId());
          yield new Request(identity, Operation.parse(it.operation()));
        }
        default -> throw new IllegalArgumentException("Expected an operation, but got " + body);
      };
    }

    /// The identity of what an execution calls.
    public static String called(String executionId, String requestId) {
      return executionId + " " + requestId;
    }
  }

  /// Something that an operation asks of others.
  ///
  /// @param identity the text of the signal; for a start, the id of the instance, which may be
  ///     empty
  public record Wish(Operation.Kind kind, String target, Operation operation, String identity) {}

  /// What an operation comes to.
  public record Done(@Nullable String state, TaskOutcome outcome, List<Wish> wishes) {
    public Done {
      wishes = List.copyOf(wishes);
    }
  }

  private Account() {}

  /// Whether an operation lets the batch fail that it is the first of.
  public static boolean breaks(Request request) {
    return request.operation().kind() == Operation.Kind.BREAK;
  }

  /// How every operation of such a batch ends.
  public static FailureDetails broken() {
    return FailureDetails.of(BROKEN, "The batch is broken");
  }

  /// Performs an operation.
  public static Done perform(String entity, @Nullable String state, Request request) {
    Operation operation = request.operation();
    String identity = request.identity();
    String counted = count(state, identity, operation.kind() == Operation.Kind.GROW);
    return switch (operation.kind()) {
      case ADD, GROW -> done(counted, operation.kind().name(), List.of());
      case EXCHANGE -> done(counted, String.valueOf(state), List.of());
      case GET -> done(state, String.valueOf(state), List.of());
      case RESET -> done(null, operation.kind().name(), List.of());
      case FAIL -> new Done(
          state, new TaskOutcome.Failed(FailureDetails.of(FAILURE, "No " + identity)), List.of());
      case RELAY ->
        done(counted, operation.kind().name(), List.of(relay(entity, operation, identity)));
      case START -> done(counted, operation.kind().name(), List.of(start(operation, identity)));
      case BREAK -> throw new IllegalArgumentException("Expected that the batch fails");
    };
  }

  private static Done done(@Nullable String state, String result, List<Wish> wishes) {
    return new Done(state, new TaskOutcome.Succeeded(result), wishes);
  }

  private static String count(@Nullable String state, String identity, boolean large) {
    int end = state == null ? 0 : state.indexOf('/');
    int count = state == null ? 0 : Integer.parseInt(state.substring(0, end));
    long hash = state == null
        ? 5
        : Long.parseUnsignedLong(state.substring(end + 1, end + 17), 16);
    return (count + 1) + "/" + HexFormat.of().toHexDigits(Program.fold(hash, identity))
        + (large ? PADDING : "");
  }

  /// The last signal of a series only counts; those before go to and fro.
  private static Wish relay(String entity, Operation operation, String identity) {
    Operation next = operation.number() <= 1
        ? Operation.of(Operation.Kind.ADD)
        : new Operation(
            Operation.Kind.RELAY, operation.number() - 1, operation.delay(), entity);
    return new Wish(Operation.Kind.RELAY, operation.target(), next, identity + "+");
  }

  private static Wish start(Operation operation, String identity) {
    String id = operation.target().equals(Operation.OWN_ID)
        ? "begun-" + Long.toHexString(Program.fold(13, identity))
        : operation.target();
    return new Wish(Operation.Kind.START, id, operation, id);
  }
}
