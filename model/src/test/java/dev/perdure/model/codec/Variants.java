package dev.perdure.model.codec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All forms of a record in which what may be absent or empty is so or not, at every depth.
final class Variants {

  private Variants() {}

  static <T> List<T> of(T full) {
    @SuppressWarnings("unchecked") // A variant has the class of its original.
    List<T> variants = (List<T>) (List<?>) variants(full);
    return variants;
  }

  private static List<@Nullable Object> variants(@Nullable Object value) {
    return switch (value) {
      case Record full -> variantsOfRecord(full);
      case Map<?, ?> full -> Arrays.asList(full, Map.of());
      case List<?> full -> Arrays.asList(full, List.of());
      case null, default -> Arrays.asList(value);
    };
  }

  private static List<@Nullable Object> variantsOfRecord(Record full) {
    List<List<@Nullable Object>> choices = new ArrayList<>();
    choices.add(new ArrayList<>());
    for (RecordComponent component : full.getClass().getRecordComponents()) {
      Set<@Nullable Object> values = new LinkedHashSet<>(variants(valueOf(component, full)));
      if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        values.add(null);
        if (component.getType() == String.class) {
          values.add("");
        }
      }
      choices = combined(choices, values);
    }
    List<@Nullable Object> records = new ArrayList<>();
    for (List<@Nullable Object> values : choices) {
      records.add(make(full, values));
    }
    return records;
  }

  private static List<List<@Nullable Object>> combined(
      List<List<@Nullable Object>> choices, Set<@Nullable Object> values) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<@Nullable Object> choice : choices) {
      for (Object value : values) {
        List<@Nullable Object> longer = new ArrayList<>(choice);
        longer.add(value);
        all.add(longer);
      }
    }
    return all;
  }

  private static @Nullable Object valueOf(RecordComponent component, Record full) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(full);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object make(Record full, List<@Nullable Object> values) {
    Class<?>[] types = Stream.of(full.getClass().getRecordComponents())
        .map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return full.getClass().getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
