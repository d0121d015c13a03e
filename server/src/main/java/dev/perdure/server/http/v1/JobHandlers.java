package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.Identifiers;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.ProblemException;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.routing.PathValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Future;

/// Takes, shows and cancels jobs.
record JobHandlers(Jobs jobs, Search search) {
  private static final long LOOK_MILLIS = 250;

  Response submit(Request request, PathValues unused) {
    Arguments.of(request, Set.of());
    Body body = Body.of(request, Set.of("operation", "filter", "reason"));
    Job.Operation operation = operation(body.required("operation"));
    Filter filter = Filter.of(body.object("filter", Filter.NAMES));
    Job job = jobs.submit(new Job.Order(search, operation, filter, body.text("reason")));
    return Response.json(202, json -> write(json, job))
        .with("Location", request.base() + CleanApi.JOBS + "/" + job.id());
  }

  Response list(Request request, PathValues unused) {
    Arguments.of(request, Set.of());
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("jobs");
      for (Job job : jobs.all()) {
        write(json, job);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  Response show(Request request, PathValues path) {
    Arguments.of(request, Set.of());
    Job job = job(path);
    return Response.json(200, json -> write(json, job));
  }

  Response cancel(Request request, PathValues path) {
    Arguments.of(request, Set.of());
    Job job = job(path);
    job.cancel();
    return Response.json(200, json -> write(json, job));
  }

  /// Sends the progress until the job is over.
  Response follow(Request request, PathValues path) {
    Arguments.of(request, Set.of());
    Job job = job(path);
    return Response.events(sink -> {
      Future<?> gone = request.caller().gone();
      Job.Progress shown = job.progress();
      sink.send(event(job));
      while (!shown.state().isOver() && !gone.isDone()) {
        Thread.sleep(LOOK_MILLIS);
        Job.Progress now = job.progress();
        if (!now.equals(shown)) {
          shown = now;
          sink.send(event(job));
        }
      }
    });
  }

  private Job job(PathValues path) {
    String id = path.get("job");
    return jobs.find(id).orElseThrow(() -> new ProblemException(Problem
        .of(404, "job-not-found", "There is no job with the id " + Identifiers.quote(id))
        .fix("Jobs end with the server, and the oldest ones that are over are forgotten")));
  }

  private static Job.Operation operation(String name) {
    for (Job.Operation operation : Job.Operation.values()) {
      if (operation.label().equals(name)) {
        return operation;
      }
    }
    throw Problems.invalid("Expected terminate, suspend, resume, rewind, restart or purge as "
        + "operation, but got " + Identifiers.quote(name));
  }

  private static String event(Job job) {
    return "event: progress\ndata: "
        + new String(Json.bytes(json -> write(json, job)), StandardCharsets.UTF_8) + "\n\n";
  }

  private static void write(JsonGenerator json, Job job) throws IOException {
    Job.Progress progress = job.progress();
    json.writeStartObject();
    json.writeStringField("id", job.id());
    json.writeStringField("operation", job.order().operation().label());
    json.writeStringField("state", progress.state().label());
    json.writeStringField("createdAt", job.created().toString());
    json.writeNumberField("done", progress.done());
    json.writeNumberField("skipped", progress.skipped());
    json.writeNumberField("failed", progress.failed());
    json.writeArrayFieldStart("troubles");
    for (Job.Trouble trouble : progress.troubles()) {
      json.writeStartObject();
      json.writeStringField("id", trouble.instanceId());
      json.writeStringField("message", trouble.message());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
