package dev.perdure.server.http.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Reads and writes JSON as a stream of tokens; no classes are made from it.
public final class Json {
  /// What a document may demand of its reader. The length of the whole is bounded before.
  private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
      .maxNestingDepth(500).maxNumberLength(1000).maxStringLength(Integer.MAX_VALUE).build();

  private static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .streamReadConstraints(LIMITS)
      .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private Json() {}

  /// Writes a document.
  @FunctionalInterface
  public interface Content {

    /// Writes one value.
    void to(JsonGenerator json) throws IOException;
  }

  /// The bytes of a document.
  public static byte[] bytes(Content content) {
    var bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      content.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// Writes a document, and nothing behind a place where that fails.
  public static void write(OutputStream out, Content content) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    content.to(json);
    json.close();
  }

  /// Says why a text is not one JSON value, or null if it is.
  public static @Nullable String problem(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return "it is empty";
      }
      parser.skipChildren();
      return parser.nextToken() == null ? null : "a second value follows the first";
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      return e.getOriginalMessage()
          + (where == null
              ? ""
              : " (line " + where.getLineNr() + ", column " + where.getColumnNr()
                  + ")");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A string is read without a device.
    }
  }

  /// The value of a text field of an object at the top of a document, or null if it has none.
  ///
  /// @throws BadRequestException if the text is not an object
  public static @Nullable String field(String text, String name) {
    String problem = problem(text);
    if (problem != null) {
      throw new BadRequestException("Expected JSON, but " + problem);
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadRequestException("Expected a JSON object");
      }
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (field.equals(name) && value == JsonToken.VALUE_STRING) {
          return parser.getText();
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a stored JSON text as a part of a document: as it is, without the spaces between; as a
  /// string if it is not JSON; as null if there is none.
  public static void embed(JsonGenerator json, @Nullable String text) throws IOException {
    if (text == null) {
      json.writeNull();
    } else if (problem(text) != null) {
      json.writeString(text);
    } else {
      copy(json, text);
    }
  }

  private static void copy(JsonGenerator json, String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isNumeric()) {
          json.writeNumber(parser.getText()); // Digit by digit: no number is rounded on its way.
        } else {
          json.copyCurrentEvent(parser);
        }
      }
    }
  }
}
