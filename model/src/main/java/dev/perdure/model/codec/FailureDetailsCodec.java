package dev.perdure.model.codec;

import dev.perdure.model.FailureDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The protocol's `TaskFailureDetails`.
///
/// Readers of the protocol refuse messages nested more than a hundred deep
/// ([WireReader#MAX_DEPTH]), and a failure that nobody can read back would make its whole history
/// unreadable. So what is written is cut where it could come to that: 6 levels for the messages
/// around a failure, 1 for each cause and 3 for each container in a property make at most 6 + 32 +
/// 3 · 16 = 86.
public final class FailureDetailsCodec {

  /// How many causes of a failure are written; the last of a longer chain is replaced by a failure
  /// of the type [#CUT_TYPE].
  public static final int MAX_CAUSES = 32;

  /// How deep lists and maps are nested in a written property; those further inside are replaced by
  /// a text.
  public static final int MAX_PROPERTY_DEPTH = 16;

  /// The error type that stands for causes that were cut off.
  public static final String CUT_TYPE = "CausesCut";

  private static final FailureDetails CUT = FailureDetails.of(CUT_TYPE,
      "There were more causes than the " + MAX_CAUSES + " that are kept");

  private FailureDetailsCodec() {}

  /// Writes the fields of the message, without tag and length.
  ///
  /// @throws IllegalArgumentException if a property is of a type that [FailureDetails] does not
  ///     allow
  public static void encode(FailureDetails failure, WireWriter writer) {
    write(failure, MAX_CAUSES, writer);
  }

  /// Reads the fields of the message up to the end of the reader's present message.
  public static FailureDetails decode(WireReader reader) {
    String errorType = "";
    String message = "";
    String stackTrace = null;
    FailureDetails innerFailure = null;
    boolean nonRetriable = false;
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> errorType = reader.readString();
        case 2 -> message = reader.readString();
        case 3 -> stackTrace = reader.readStringValue();
        case 4 -> innerFailure = read(reader);
        case 5 -> nonRetriable = reader.readBool();
        case 6 -> PropertyValue.readEntry(reader, properties);
        default -> reader.skip();
      }
    }
    return new FailureDetails(
        errorType, message, stackTrace, innerFailure, nonRetriable, properties);
  }

  static void write(int field, @Nullable FailureDetails failure, WireWriter writer) {
    if (failure != null) {
      int mark = writer.begin(field);
      encode(failure, writer);
      writer.end(mark);
    }
  }

  static FailureDetails read(WireReader reader) {
    int outer = reader.enter();
    FailureDetails failure = decode(reader);
    reader.leave(outer);
    return failure;
  }

  private static void write(FailureDetails failure, int causesLeft, WireWriter writer) {
    writer.writeString(1, failure.errorType());
    writer.writeString(2, failure.message());
    writer.writeStringValue(3, failure.stackTrace());
    FailureDetails cause = failure.innerFailure();
    if (cause != null) {
      int mark = writer.begin(4);
      boolean cut = causesLeft == 1 && cause.innerFailure() != null;
      write(cut ? CUT : cause, causesLeft - 1, writer);
      writer.end(mark);
    }
    writer.writeBool(5, failure.nonRetriable());
    PropertyValue.writeEntries(6, failure.properties(), MAX_PROPERTY_DEPTH, writer);
  }
}
