package dev.perdure.testing.simulation.program;

import java.time.Duration;
import java.util.List;

/// One step of a program. A program folds the results of its steps into one number, so that its
/// result tells every one of them, in order.
public sealed interface Statement {

  /// What may take part in a race.
  sealed interface Branch extends Statement {}

  /// Call an activity.
  record Call(Behaviour behaviour) implements Branch {}

  /// Wait for a while.
  record Sleep(Duration delay) implements Branch {}

  /// Wait for an external event.
  record WaitFor(String event) implements Branch {}

  /// Call several activities and wait for all.
  record All(List<Call> calls) implements Statement {
    public All {
      calls = List.copyOf(calls);
    }
  }

  /// Go on with the first of several to end.
  ///
  /// @param cancels whether timers that lose are cancelled
  record Race(List<Branch> branches, boolean cancels) implements Statement {
    public Race {
      branches = List.copyOf(branches);
    }
  }

  /// Run another program as a sub-orchestration.
  ///
  /// @param program its number, higher than that of the caller
  /// @param instanceId its id; empty lets the engine choose
  record Child(int program, String instanceId) implements Statement {

    /// Ids that begin so are shared by several callers.
    public static final String SHARED = "child-";
  }

  /// Call an activity until it succeeds, with pauses.
  ///
  /// @param failures how often it fails
  /// @param attempts how often it is called at most
  record Retry(int failures, int attempts, Duration pause) implements Statement {}

  /// Send an external event to another instance.
  record Send(String instanceId, String event) implements Statement {}

  /// Let an entity perform an operation, and hear nothing of it.
  ///
  /// @param delay after how long at the earliest; zero for now
  record Signal(String entity, Operation operation, Duration delay) implements Statement {}

  /// Let an entity perform an operation, and wait for its result.
  record CallEntity(String entity, Operation operation) implements Branch {}

  /// Run statements while entities are locked.
  ///
  /// @param entities those to lock, in any order
  /// @param leaves whether the orchestrator gives the locks up, instead of leaving that to the
  ///     end of the execution
  record Section(List<String> entities, List<Statement> body, boolean leaves)
      implements
        Statement {
    public Section {
      entities = List.copyOf(entities);
      body = List.copyOf(body);
    }
  }

  /// Set the custom status.
  record Status(String text) implements Statement {}

  /// Run statements and, if they fail, others.
  record Attempt(List<Statement> body, List<Statement> handler) implements Statement {
    public Attempt {
      body = List.copyOf(body);
      handler = List.copyOf(handler);
    }
  }

  /// Fail.
  record Fail() implements Statement {}

  /// Continue as new unless this is the last generation.
  ///
  /// @param generations how many executions there are in all
  /// @param keepsEvents whether events that nobody has consumed go with it
  record Again(int generations, boolean keepsEvents) implements Statement {}

  /// How an activity ends.
  enum Behaviour {
    SUCCEEDS,
    /// It succeeds on an input that is too large for its instance's row.
    LARGE,
    FAILS,
    /// It fails until the world is mended, which happens at some time.
    MENDABLE
  }
}
