package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.perdure.model.Identifiers;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JSON object in a request's body, read strictly. Only trees are made of it, never objects of
/// classes that it could name.
final class Body {
  private static final JsonMapper MAPPER = JsonMapper.builder(
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(500).maxNumberLength(1000).maxStringLength(Integer.MAX_VALUE)
              .build())
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  private final JsonNode object;

  private Body(JsonNode object) {
    this.object = object;
  }

  /// The body, which may have no other members than these. No body at all is an empty object.
  static Body of(Request request, Set<String> known) {
    return of(FormText.utf8(request.body(), "the body"), known);
  }

  /// The object in a text. No text at all is an empty one.
  static Body of(String text, Set<String> known) {
    return text.isEmpty()
        ? new Body(MAPPER.createObjectNode())
        : new Body(tree(text)).with(known);
  }

  private Body with(Set<String> known) {
    if (!object.isObject()) {
      throw Problems.invalid("Expected a JSON object");
    }
    Iterator<String> names = object.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!known.contains(name)) {
        throw Problems.invalid("Expected no member but " + known.stream().sorted().toList()
            + ", but got " + Identifiers.quote(name));
      }
    }
    return this;
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw Problems.invalid("Expected JSON, but " + e.getOriginalMessage());
    }
  }

  @Nullable
  String text(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw Problems.invalid("Expected text as " + name);
    }
    return value.textValue();
  }

  String required(String name) {
    String value = text(name);
    if (value == null) {
      throw Problems.invalid("Expected a member " + name + ", but there is none");
    }
    return value;
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = object.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw Problems.invalid("Expected true or false as " + name);
    }
    return value.booleanValue();
  }

  /// Any value, as JSON text.
  @Nullable
  String json(String name) {
    JsonNode value = object.get(name);
    return value == null ? null : value.toString();
  }

  Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode value = object.get(name);
    if (value != null && !value.isObject()) {
      throw Problems.invalid("Expected an object of texts as " + name);
    }
    if (value != null) {
      value.properties().forEach(it -> {
        if (!it.getValue().isTextual()) {
          throw Problems.invalid("Expected an object of texts as " + name);
        }
        texts.put(it.getKey(), it.getValue().textValue());
      });
    }
    return texts;
  }

  List<String> list(String name) {
    List<String> list = new ArrayList<>();
    JsonNode value = object.get(name);
    if (value != null && !value.isArray()) {
      throw Problems.invalid("Expected a list of texts as " + name);
    }
    if (value != null) {
      value.forEach(it -> list.add(it.isTextual() ? it.textValue() : it.toString()));
    }
    return list;
  }

  Body object(String name, Set<String> known) {
    JsonNode value = object.get(name);
    return value == null ? new Body(MAPPER.createObjectNode()) : new Body(value).with(known);
  }

  Duration duration(String name, Duration otherwise, Duration most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      Duration duration = Duration.parse(value);
      if (duration.isPositive() && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw Problems.invalid("Expected a duration such as PT1H as " + name + ", but got "
          + Identifiers.quote(value));
    }
    throw Problems.invalid("Expected a duration of at most " + most + " as " + name);
  }
}
