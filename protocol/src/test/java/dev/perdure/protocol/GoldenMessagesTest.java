package dev.perdure.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.protocol.message.HistoryEvent;
import dev.perdure.protocol.message.OrchestratorAction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The stored forms of all events and actions are the messages of the contract, byte for byte.
final class GoldenMessagesTest {
  private static final Path GOLDEN = Path.of("../model/src/test/resources/golden/v1");

  /// From here on fields are ours alone.
  private static final int OURS = 1001;

  @Test
  void storedEventsAreTheContractsMessages() throws IOException {
    List<Path> files = golden("event-");

    assertThat(files).hasSizeGreaterThanOrEqualTo(17);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      assertSame(file, bytes, HistoryEvent.parseFrom(bytes));
    }
  }

  @Test
  void storedActionsAreTheContractsMessages() throws IOException {
    List<Path> files = golden("action-");

    assertThat(files).hasSizeGreaterThanOrEqualTo(7);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      assertSame(file, bytes, OrchestratorAction.parseFrom(bytes));
    }
  }

  private static void assertSame(Path file, byte[] bytes, Message message) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(written);
    out.useDeterministicSerialization();
    message.writeTo(out);
    out.flush();
    assertThat(written.toByteArray()).as(file.toString()).isEqualTo(bytes);
    assertKnown(file, message);
  }

  /// Every field has a name in the contract, but for those that are ours.
  private static void assertKnown(Path file, Message message) {
    UnknownFieldSet unknown = message.getUnknownFields();
    assertThat(unknown.asMap().keySet()).as(file.toString()).allMatch(number -> number >= OURS);
    for (var field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        List<?> values = field.getKey().isRepeated()
            ? (List<?>) field.getValue()
            : List.of(field.getValue());
        values.forEach(value -> assertKnown(file, (Message) value));
      }
    }
  }

  private static List<Path> golden(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files.filter(file -> {
        String name = file.getFileName().toString();
        return name.startsWith(prefix) && name.endsWith(".bin");
      }).sorted().toList();
    }
  }
}
