package dev.perdure.server.http.hub;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.HistoryEvent;
import dev.perdure.runtime.read.HistoryPiece;
import dev.perdure.runtime.read.HistoryPlace;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.exchange.UnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// The history of an execution as one answer shows it. It is read once to learn what the answer
/// will need; a small one is kept, and a larger one read again, piece by piece, as it is written.
public final class History {
  /// What is read at a time, and what is small.
  static final int PIECE_BYTES = 256 << 10;

  /// What an event of a piece takes in memory: its texts as they are stored, as texts and as they
  /// are sent, and its objects.
  private static final int COPIES = 3;
  private static final int OBJECTS_BYTES = 200;

  /// All events of a turn are read at once, and may be many: so few read at a time.
  private static final Semaphore READERS = new Semaphore(8);

  private final Function<HistoryPlace, Optional<HistoryPiece>> reading;
  private final HistoryPlace beginning;
  private final EventWriter writer;
  private final List<HistoryEvent> kept;

  /// About the most bytes that writing it needs, 0 for a small one.
  private final long memory;

  private History(
      Function<HistoryPlace, Optional<HistoryPiece>> reading, HistoryPlace beginning,
      EventWriter writer, List<HistoryEvent> kept, long memory) {
    this.reading = reading;
    this.beginning = beginning;
    this.writer = writer;
    this.kept = kept;
    this.memory = memory;
  }

  /// A piece without the bytes that it was read from.
  private record Decoded(List<HistoryEvent> events, long bytes, HistoryPlace next) {
    long memory() {
      return COPIES * bytes + (long) OBJECTS_BYTES * events.size();
    }
  }

  /// Looks through a history, and lets the writer do so.
  ///
  /// @param reading reads the piece at a place, nothing if the execution is gone
  /// @return nothing if the execution was replaced or removed meanwhile
  static Optional<History> at(
      HistoryPlace beginning, Function<HistoryPlace, Optional<HistoryPiece>> reading,
      EventWriter writer) {
    List<HistoryEvent> kept = List.of();
    long bytes = 0;
    long largest = 0;
    for (HistoryPlace place = beginning; !place.atEnd();) {
      Decoded piece = read(reading, place).orElse(null);
      if (piece == null) {
        return Optional.empty();
      }
      piece.events.forEach(writer::foresee);
      bytes += piece.bytes;
      kept = place.equals(beginning) ? piece.events : List.of();
      largest = Math.max(largest, piece.memory());
      place = piece.next;
    }
    return Optional.of(new History(reading, beginning, writer,
        bytes <= PIECE_BYTES ? kept : List.of(),
        bytes <= PIECE_BYTES ? 0 : largest + writer.memory()));
  }

  /// A response with this history in it.
  ///
  /// @param content writes the history, once
  /// @param beside how many bytes of memory it needs beside the history
  public Response response(int status, Json.Content content, long beside) {
    return memory == 0
        ? Response.json(status, content)
        : Response.json(status, new Response.Document(content, memory + beside));
  }

  /// Writes the events as an array, once.
  ///
  /// @throws UnavailableException if the execution was replaced or removed meanwhile
  public void write(JsonGenerator json) throws IOException {
    json.writeStartArray();
    if (memory == 0) {
      write(json, kept);
    } else {
      for (HistoryPlace place = beginning; !place.atEnd();) {
        Decoded piece = read(reading, place).orElseThrow(History::gone);
        write(json, piece.events);
        place = piece.next;
      }
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, List<HistoryEvent> events) throws IOException {
    for (HistoryEvent event : events) {
      writer.write(json, event);
    }
  }

  static UnavailableException gone() {
    return new UnavailableException(
        "The execution was replaced or removed while its history was read");
  }

  private static Optional<Decoded> read(
      Function<HistoryPlace, Optional<HistoryPiece>> reading, HistoryPlace place) {
    READERS.acquireUninterruptibly();
    try {
      return reading.apply(place).map(
          it -> new Decoded(it.events().events(), it.events().bytes(), it.next()));
    } finally {
      READERS.release();
    }
  }
}
