package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What can be seen of how far a job is.
///
/// @param done the instances on which it took effect
/// @param skipped those that already were as asked, or may not be touched in their status
/// @param failed those on which it failed
/// @param resumed how often it was taken up again after the server had stopped
/// @param troubles the first of those that were skipped or failed
record JobProgress(
    State state, long done, long skipped, long failed, int resumed, List<Trouble> troubles) {
  private static final int MOST_TROUBLES = 20;

  static final JobProgress NONE = new JobProgress(State.WAITING, 0, 0, 0, 0, List.of());

  JobProgress {
    troubles = List.copyOf(troubles);
  }

  /// How far the job is.
  enum State {
    WAITING, RUNNING, COMPLETED, CANCELED, FAILED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isOver() {
      return this == COMPLETED || this == CANCELED || this == FAILED;
    }
  }

  /// What became of one instance.
  enum Count {
    DONE, SKIPPED, FAILED
  }

  /// An instance on which it could not be done.
  record Trouble(String instanceId, String message) {}

  JobProgress in(State other) {
    return new JobProgress(other, done, skipped, failed, resumed, troubles);
  }

  JobProgress takenUp() {
    return new JobProgress(state, done, skipped, failed, resumed + 1, troubles);
  }

  JobProgress counted(Count count) {
    return new JobProgress(state, done + (count == Count.DONE ? 1 : 0),
        skipped + (count == Count.SKIPPED ? 1 : 0), failed + (count == Count.FAILED ? 1 : 0),
        resumed, troubles);
  }

  JobProgress with(Trouble trouble) {
    if (troubles.size() >= MOST_TROUBLES) {
      return this;
    }
    List<Trouble> more = new ArrayList<>(troubles);
    more.add(trouble);
    return new JobProgress(state, done, skipped, failed, resumed, more);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("state", state.label());
    json.writeNumberField("done", done);
    json.writeNumberField("skipped", skipped);
    json.writeNumberField("failed", failed);
    json.writeNumberField("resumed", resumed);
    json.writeArrayFieldStart("troubles");
    for (Trouble trouble : troubles) {
      json.writeStartObject();
      json.writeStringField("id", trouble.instanceId());
      json.writeStringField("message", trouble.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
