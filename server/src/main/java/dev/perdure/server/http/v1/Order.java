package dev.perdure.server.http.v1;

import dev.perdure.model.Identifiers;
import dev.perdure.model.InstanceState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The order of a list. Instances that are equal in it are in the order of their ids.
enum Order {
  /// The oldest first: the order of the hub's own index.
  CREATED("created", false),
  /// The newest first.
  CREATED_DESCENDING("-created", true),
  UPDATED("updated", false),
  UPDATED_DESCENDING("-updated", true),
  NAME("name", false),
  NAME_DESCENDING("-name", true),
  ID("id", false),
  ID_DESCENDING("-id", true);

  private final String label;
  private final boolean isDescending;

  /// Where a page ended.
  ///
  /// @param key what the last instance is ordered by
  /// @param id the last instance's id
  record Position(String key, String id) {}

  Order(String label, boolean isDescending) {
    this.label = label;
    this.isDescending = isDescending;
  }

  /// The order with the given name in a query.
  static Order named(String label) {
    for (Order order : values()) {
      if (order.label.equals(label)) {
        return order;
      }
    }
    throw Problems.invalid("Expected one of " + labels() + " as order, but got "
        + Identifiers.quote(label));
  }

  String label() {
    return label;
  }

  Position position(InstanceState state) {
    String key = switch (this) {
      case CREATED, CREATED_DESCENDING -> state.times().created().toString();
      case UPDATED, UPDATED_DESCENDING -> state.times().lastUpdated().toString();
      case NAME, NAME_DESCENDING -> state.function().name();
      case ID, ID_DESCENDING -> state.instanceId();
    };
    return new Position(key, state.instanceId());
  }

  private boolean isTime() {
    return switch (this) {
      case CREATED, CREATED_DESCENDING, UPDATED, UPDATED_DESCENDING -> true;
      case NAME, NAME_DESCENDING, ID, ID_DESCENDING -> false;
    };
  }

  Comparator<Position> comparator() {
    Comparator<Position> keys = isTime()
        ? Comparator.comparing(it -> Instant.parse(it.key()))
        : Comparator.comparing(Position::key, Order::compareBytes);
    Comparator<Position> both = keys.thenComparing(Position::id, Order::compareBytes);
    return isDescending ? both.reversed() : both;
  }

  /// Whether a text can be the key of a position.
  boolean isKey(String text) {
    try {
      return !isTime() || !Instant.parse(text).equals(Instant.MAX);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static List<String> labels() {
    return Arrays.stream(values()).map(Order::label).toList();
  }

  /// As the hub's index orders them.
  private static int compareBytes(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
