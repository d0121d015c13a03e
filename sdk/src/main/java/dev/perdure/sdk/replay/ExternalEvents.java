package dev.perdure.sdk.replay;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings external events and those who wait for them together: by name without regard to case,
/// first come, first served on both sides. For a name there are either events or waits, never both.
final class ExternalEvents {
  private final Map<String, Deque<EventWait<?>>> waits = new HashMap<>();
  private final Map<String, Deque<Kept>> kept = new HashMap<>();
  private long arrivals;

  void raise(HistoryEvent event, EventBody.EventRaised raised) {
    String key = key(raised.name());
    Deque<EventWait<?>> waiting = waits.get(key);
    if (waiting == null) {
      keep(event, raised);
      return;
    }
    EventWait<?> eldest = waiting.remove();
    if (waiting.isEmpty()) {
      waits.remove(key);
    }
    eldest.deliver(raised.input());
  }

  /// Keeps an event whether or not someone waits for it.
  void keep(HistoryEvent event, EventBody.EventRaised raised) {
    kept.computeIfAbsent(key(raised.name()), unused -> new ArrayDeque<>())
        .add(new Kept(arrivals++, event));
  }

  /// Takes the eldest event of the name, or lines the wait up.
  ///
  /// @return whether there was an event
  boolean serve(EventWait<?> wait) {
    String key = key(wait.name());
    Deque<Kept> events = kept.get(key);
    if (events == null) {
      waits.computeIfAbsent(key, unused -> new ArrayDeque<>()).add(wait);
      return false;
    }
    EventBody body = events.remove().event().body();
    if (events.isEmpty()) {
      kept.remove(key);
    }
    wait.deliver(body instanceof EventBody.EventRaised raised ? raised.input() : null);
    return true;
  }

  void remove(EventWait<?> wait) {
    String key = key(wait.name());
    @Nullable
    Deque<EventWait<?>> waiting = waits.get(key);
    if (waiting != null && waiting.remove(wait) && waiting.isEmpty()) {
      waits.remove(key);
    }
  }

  /// The events that nobody received, in the order of their arrival.
  List<HistoryEvent> unreceived() {
    List<Kept> all = new ArrayList<>();
    kept.values().forEach(all::addAll);
    all.sort(Comparator.comparingLong(Kept::arrival));
    List<HistoryEvent> events = new ArrayList<>(all.size());
    all.forEach(it -> events.add(it.event()));
    return events;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private record Kept(long arrival, HistoryEvent event) {}
}
