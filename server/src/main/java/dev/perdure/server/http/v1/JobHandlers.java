package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.Identifiers;
import dev.perdure.server.http.exchange.FormText;
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
record JobHandlers(Jobs jobs) {
  private static final long LOOK_MILLIS = 250;

  Response submit(Request request, PathValues unused) {
    Arguments.of(request, Set.of());
    Job job = jobs.submit(JobOrder.of(FormText.utf8(request.body(), "the body")));
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
      JobProgress shown = job.progress();
      sink.send(event(job));
      while (!shown.state().isOver() && !gone.isDone()) {
        Thread.sleep(LOOK_MILLIS);
        JobProgress now = job.progress();
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
        .fix("The oldest jobs that are over are forgotten")));
  }

  private static String event(Job job) {
    return "event: progress\ndata: "
        + new String(Json.bytes(json -> write(json, job)), StandardCharsets.UTF_8) + "\n\n";
  }

  private static void write(JsonGenerator json, Job job) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", job.id());
    json.writeStringField("operation", job.order().operation().label());
    json.writeStringField("createdAt", job.created().toString());
    job.progress().write(json);
    json.writeEndObject();
  }
}
