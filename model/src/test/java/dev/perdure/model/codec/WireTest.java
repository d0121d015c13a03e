package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WireTest {

  @Test
  void aRowOfOnesOwnIsAVersionAndThenFields() {
    WireWriter writer = new WireWriter(0);
    writer.writeByte(200);
    writer.writeInt64(1, Long.MIN_VALUE);
    writer.writeBytes(2, new byte[]{1, 2, 3});
    writer.writeBool(3, true);

    WireReader reader = new WireReader(writer.toByteArray());
    assertThat(reader.readByte()).isEqualTo(200);
    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(1);
    assertThat(reader.readInt64()).isEqualTo(Long.MIN_VALUE);
    assertThat(reader.next()).isTrue();
    assertThat(reader.readBytes()).containsExactly(1, 2, 3);
    assertThat(reader.next()).isTrue();
    assertThat(reader.readBool()).isTrue();
    assertThat(reader.next()).isFalse();
    assertThat(reader.remaining()).isZero();
  }

  @Test
  void defaultsAreLeftOut() {
    WireWriter writer = new WireWriter();
    writer.writeInt32(1, 0);
    writer.writeInt64(2, 0);
    writer.writeBool(3, false);
    writer.writeString(4, "");
    writer.writeBytes(5, new byte[0]);
    writer.writeStringValue(6, null);
    writer.writeTimestamp(7, null);
    writer.writeStringMap(8, Map.of());
    writer.writePackedInt32(9, List.of());
    assertThat(writer.size()).isZero();

    writer.writeStringValue(6, "");
    writer.writeTimestamp(7, Instant.EPOCH);
    writer.writeStringMap(8, Map.of("", ""));
    assertThat(HexFormat.of().formatHex(writer.toByteArray()))
        .isEqualTo("3200" + "3a00" + "42040a001200");
  }

  @Test
  void numbersOfAllLengthsSurvive() {
    WireWriter writer = new WireWriter(0);
    for (int shift = 0; shift < 64; shift++) {
      writer.writeVarint(1L << shift);
      writer.writeVarint((1L << shift) - 1);
      writer.writeVarint(-(1L << shift));
    }
    WireReader reader = new WireReader(writer.toByteArray());
    for (int shift = 0; shift < 64; shift++) {
      assertThat(reader.readVarint()).isEqualTo(1L << shift);
      assertThat(reader.readVarint()).isEqualTo((1L << shift) - 1);
      assertThat(reader.readVarint()).isEqualTo(-(1L << shift));
    }
  }

  @Test
  void numbersInAListMayBePackedOrNot() {
    List<Integer> read = new ArrayList<>();
    WireReader reader = new WireReader(HexFormat.of().parseHex("080108020a0203048803"));
    reader.next();
    reader.readInt32s(read);
    reader.next();
    reader.readInt32s(read);
    reader.next();
    reader.readInt32s(read);

    assertThat(read).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aMessageMayBeLeftBeforeItsEnd() {
    WireWriter writer = new WireWriter();
    int mark = writer.begin(1);
    writer.writeString(1, "not read");
    writer.end(mark);
    writer.writeInt32(2, 42);

    WireReader reader = new WireReader(writer.toByteArray());
    reader.next();
    reader.leave(reader.enter());
    assertThat(reader.next()).isTrue();
    assertThat(reader.readInt32()).isEqualTo(42);
  }

  @Test
  void theLengthsOfNestedMessagesMayTakeSeveralBytes() {
    for (int length : new int[]{0, 127, 128, 16_383, 16_384, 2_097_152}) {
      WireWriter writer = new WireWriter(0);
      int outer = writer.begin(1);
      int inner = writer.begin(2);
      writer.writeRaw(new byte[length], 0, length);
      writer.end(inner);
      writer.writeInt32(3, 7);
      writer.end(outer);

      WireReader reader = new WireReader(writer.toByteArray());
      reader.next();
      reader.enter();
      reader.next();
      assertThat(reader.readBytes()).hasSize(length);
      assertThat(reader.next()).isTrue();
      assertThat(reader.readInt32()).isEqualTo(7);
      assertThat(reader.remaining()).isZero();
    }
  }

  @Test
  void aWriterCanBeUsedAgain() {
    WireWriter writer = new WireWriter();
    writer.writeRaw(new byte[3 << 20], 0, 3 << 20);
    writer.clear();
    writer.writeString(1, "a");

    assertThat(writer.toByteArray()).containsExactly(10, 1, 'a');
  }

  @Test
  void readingAPartThatTheArrayLacksIsRefused() {
    assertThatThrownBy(() -> new WireReader(new byte[3], 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
