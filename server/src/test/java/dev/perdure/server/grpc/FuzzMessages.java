package dev.perdure.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.perdure.protocol.message.SidecarProtocol;
import dev.perdure.protocol.message.WorkItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// Messages of every method: well formed with values that make no sense, and malformed. Some name
/// instances that exist and dispatches that are outstanding.
final class FuzzMessages {
  private static final ServiceDescriptor SERVICE = SidecarProtocol.getDescriptor().getServices()
      .get(0);
  private static final int MOST_TOKENS = 50;
  private static final int DEPTH = 6;
  private static final List<String> TEXTS = List.of(
      "", "a", "b", "c", "Order", "@counter@a", "@counter@", "@@", "@", "counter", "\u0000",
      "../../etc/passwd", "a/b?c#d", "\uD83D\uDE00", "null", "{", "\"", "[[[[[[", "NaN", "-1",
      "2026-13-45T99:99:99Z", "%s%n", "x".repeat(100), "x".repeat(101), "x".repeat(5000));
  private static final long[] NUMBERS = {
      0, 1, -1, 2, 7, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE,
      253402300800L, 1_000_000_000, 999_999_999};

  private final Random random;
  private final List<String> tokens = new ArrayList<>();

  FuzzMessages(long seed) {
    random = new Random(seed);
  }

  /// Remembers a dispatch, to answer it somehow.
  void learn(WorkItem item) {
    if (tokens.size() >= MOST_TOKENS) {
      String _ = tokens.remove(random.nextInt(tokens.size()));
    }
    if (!item.getCompletionToken().isEmpty()) {
      tokens.add(item.getCompletionToken());
    }
  }

  /// The next message to a method.
  byte[] next(String method) {
    int kind = random.nextInt(10);
    if (kind == 0) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] good = message(
        Objects.requireNonNull(SERVICE.findMethodByName(method)).getInputType(), DEPTH)
        .toByteArray();
    return kind < 6 ? good : mutated(good);
  }

  /// A message in which every field may be set.
  private Message message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (random.nextInt(3) == 0 || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && depth <= 0)) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          DynamicMessage.Builder _ = message.addRepeatedField(field, value(field, depth));
        }
      } else {
        DynamicMessage.Builder _ = message.setField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> (float) number();
      case DOUBLE -> random.nextBoolean() ? Double.NaN : (double) number();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(field.getName());
      case BYTE_STRING -> ByteString.copyFromUtf8(text(field.getName()));
      case ENUM -> random.nextInt(8) == 0
          ? field.getEnumType().findValueByNumberCreatingIfUnknown((int) number())
          : field.getEnumType().getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> message(field.getMessageType(), depth - 1);
    };
  }

  private String text(String field) {
    if (field.equals("completionToken") && !tokens.isEmpty() && random.nextInt(4) > 0) {
      return tokens.get(random.nextInt(tokens.size()));
    }
    return TEXTS.get(random.nextInt(random.nextBoolean() ? 8 : TEXTS.size()));
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  /// The same with bytes changed, left out, doubled, or cut off.
  private byte[] mutated(byte[] good) {
    byte[] bytes = good.clone();
    if (bytes.length == 0) {
      return new byte[]{(byte) random.nextInt()};
    }
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
        System.arraycopy(good, 0, bytes, good.length, good.length);
      }
      default -> {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }
}
