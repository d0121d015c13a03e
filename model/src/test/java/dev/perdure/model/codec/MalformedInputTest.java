package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.perdure.model.EventBody.OrchestratorStarted;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class MalformedInputTest {
  private static final int ROUNDS = 30_000;

  private static final List<Consumer<WireReader>> DECODERS = List.of(
      HistoryEventCodec::decode,
      HistoryEventCodec::decodeAll,
      HistoryEventCodec::count,
      row -> HistoryEventCodec.writeRepeated(1, row, new WireWriter()),
      FailureDetailsCodec::decode,
      ActionCodec::decode);

  @Test
  void mutatedBytesGiveAValueOrACodecException() {
    int refused = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] bytes = mutated(seed);
      for (Consumer<WireReader> decoder : DECODERS) {
        refused += survives(decoder, bytes, seed) ? 0 : 1;
      }
    }
    assertThat(refused).isBetween(ROUNDS, ROUNDS * DECODERS.size());
  }

  @Test
  void bytesCutAnywhereGiveAValueOrACodecException() {
    for (HistoryEvent event : Samples.events().values()) {
      byte[] bytes = HistoryEventCodec.encode(event);
      for (int length = 0; length < bytes.length; length++) {
        survives(HistoryEventCodec::decode, Arrays.copyOf(bytes, length), length);
      }
    }
  }

  @Test
  void nothingOutsideTheGivenPartIsRead() {
    byte[] event = HistoryEventCodec.encode(HistoryEvent.of(Samples.TIME,
        new OrchestratorStarted()));
    byte[] padded = new byte[event.length + 20];
    Arrays.fill(padded, (byte) 0xFF);
    System.arraycopy(event, 0, padded, 10, event.length);

    assertThat(HistoryEventCodec.decode(new WireReader(padded, 10, event.length)))
        .isEqualTo(HistoryEventCodec.decode(event));
    assertRefused(() -> HistoryEventCodec.decode(new WireReader(padded, 10, event.length - 1)),
        "bytes", 10 + event.length - 1);
  }

  @Test
  void theMessageSaysWhatWasExpectedWhere() {
    refusesEvent("08", "Expected more bytes, but 0 of 1 are left", 1);
    refusesEvent("0a00", "Expected wire type 0 for field 1, but got 2", 1);
    refusesEvent("0d00000000", "Expected wire type 0 for field 1, but got 5", 1);
    refusesEvent("1205", "Expected a length of at most 0, but got 5", 2);
    refusesEvent("12ffffffff07", "Expected a length of at most 0, but got 2147483647", 6);
    refusesEvent("12ffffffffffffffffff01", "Expected a length of at most 0, but got -1", 11);
    refusesEvent("08ffffffffffffffffffff01", "Expected a number of at most 64 bits", 11);
    refusesEvent("08ffffffffffffffffff02", "Expected a number of at most 64 bits", 11);
    refusesEvent("00", "Expected a field's number, but got 0", 0);
    refusesEvent("8080808010", "Expected a field's number, but got 536870912", 0);
    refusesEvent("fb3e", "Expected a wire type of 0, 1, 2 or 5 for field 1007, but got 3", 2);
    refusesEvent("12021001" + "7200" + "1a0a", "Expected a length of at most 0, but got 10", 8);
    refusesEvent("120210ff01", "Expected more bytes, but 0 of 1 are left", 4);
    refusesEvent("c13e010203", "Expected more bytes, but 3 of 8 are left", 2);
    refusesEvent("12061080809480047200", "Expected a timestamp", 1);
  }

  @Test
  void eventsThatTheModelLacksAreRefusedByNumber() {
    refusesEvent("7a00", "Expected an event of a known kind, but got field 15", 2);
    refusesEvent("920100", "but got field 18", 3);
    refusesEvent("fa0100", "Expected an event of a known kind, but got field 31", 3);
    refusesEvent("0801", "Expected an event of a known kind, but there is none", 2);
  }

  @Test
  void actionsThatTheModelLacksAreRefusedByNumber() {
    for (int field : List.of(9, 10, 1002)) {
      WireWriter writer = new WireWriter();
      writer.end(writer.begin(field));
      assertRefused(() -> ActionCodec.decode(writer.toByteArray()),
          "Expected an action of a known kind, but got field " + field, writer.size());
    }
  }

  @Test
  void messagesForEntitiesThatTheModelLacksAreRefusedByNumber() {
    assertRefused(() -> ActionCodec.decode(HexFormat.of().parseHex("4200")),
        "Expected a message of a known kind for an entity, but there is none", 2);
    assertRefused(() -> ActionCodec.decode(HexFormat.of().parseHex("42022a00")),
        "Expected a message of a known kind for an entity, but got field 5", 4);
  }

  @Test
  void unknownStatusesAreRefused() {
    refusesEvent("22020808", "Expected the number of an orchestration status, but got 8", 4);
    refusesEvent("220b08ffffffffffffffffff01", "orchestration status, but got -1", 13);
  }

  @Test
  void unknownFieldsAreSkipped() {
    byte[] event = HexFormat.of().parseHex("08ffffffffffffffffff01" + "7200"
        + "c03e01" + "c13e0102030405060708" + "c23e03616263" + "c53e01020304");

    assertThat(HistoryEventCodec.decode(event))
        .isEqualTo(HistoryEvent.of(Instant.EPOCH, new OrchestratorStarted()));
  }

  @Test
  void theOrderOfFieldsIsFree() {
    byte[] action = HexFormat.of().parseHex("12030a0141" + "0805");

    assertThat(ActionCodec.decode(action)).hasFieldOrPropertyWithValue("id", 5)
        .hasFieldOrPropertyWithValue("function", new FunctionRef("A", null));
  }

  @Test
  void nestingBeyondTheLimitIsRefused() {
    WireWriter writer = new WireWriter();
    nest(writer, 0, WireReader.MAX_DEPTH);
    assertThat(FailureDetailsCodec.decode(new WireReader(writer.toByteArray()))).isNotNull();

    writer.clear();
    nest(writer, 0, WireReader.MAX_DEPTH + 1);
    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> FailureDetailsCodec.decode(new WireReader(writer.toByteArray())))
        .withMessageContaining("at most 100 nested messages");
  }

  private static void nest(WireWriter writer, int depth, int most) {
    if (depth < most) {
      int mark = writer.begin(4);
      nest(writer, depth + 1, most);
      writer.end(mark);
    }
  }

  private static void refusesEvent(String hex, String message, int position) {
    assertRefused(() -> HistoryEventCodec.decode(HexFormat.of().parseHex(hex)), message,
        position);
  }

  private static void assertRefused(
      ThrowingCallable decoding, String message, int position) {
    assertThatExceptionOfType(CodecException.class).isThrownBy(decoding)
        .withMessageContaining(message)
        .satisfies(refusal -> assertThat(refusal.position()).isEqualTo(position));
  }

  private static boolean survives(Consumer<WireReader> decoder, byte[] bytes, int seed) {
    try {
      decoder.accept(new WireReader(bytes));
      return true;
    } catch (CodecException refusal) {
      assertThat(refusal.position()).isBetween(0, bytes.length);
      return false;
    } catch (Throwable other) {
      return fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes), other);
    }
  }

  private static byte[] mutated(int seed) {
    Random random = new Random(seed);
    RandomRecords records = new RandomRecords(seed);
    WireWriter writer = new WireWriter();
    switch (random.nextInt(3)) {
      case 0 -> HistoryEventCodec.encode(records.event(), writer);
      case 1 -> HistoryEventCodec.encodeAll(records.some(records::event), writer);
      default -> ActionCodec.encode(records.action(), writer);
    }
    byte[] bytes = writer.toByteArray();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes[at] = (byte) 0xFF;
        default -> System.arraycopy(bytes, 0, bytes, at, Math.min(at, bytes.length - at));
      }
    }
    return bytes;
  }
}
