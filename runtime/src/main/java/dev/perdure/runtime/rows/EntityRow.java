package dev.perdure.runtime.rows;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entity's row, and its state, as bytes.
public final class EntityRow {
  private EntityRow() {}

  /// Encodes the row.
  public static byte[] encode(EntityHeader row) {
    WireWriter writer = RowCodec.begin();
    EntityProgress progress = row.progress();
    writer.writeString(1, row.execution().executionId());
    writer.writeTimestamp(2, row.lastModified());
    writer.writeBool(3, row.exists());
    writer.writeInt64(4, progress.nextSequence());
    writer.writeInt64(5, progress.queue().first());
    writer.writeInt64(6, progress.queue().next());
    writer.writeInt64(7, progress.owned().first());
    writer.writeInt64(8, progress.owned().next());
    writer.writeInt32(9, progress.delayed());
    writer.writeInt32(10, progress.attempts());
    writer.writeInt32(11, progress.suspects());
    EntityLock lock = row.lock();
    if (lock != null) {
      int mark = writer.begin(12);
      writer.writeString(1, lock.criticalSectionId());
      SharedMessages.writeExecution(2, lock.owner().execution(), writer);
      writer.writeInt64(3, lock.owner().sequence());
      writer.writeBool(4, lock.leaving());
      if (lock.since() != null) {
        writer.writeTimestamp(5, lock.since());
      }
      writer.end(mark);
    }
    return writer.toByteArray();
  }

  /// Decodes the row of the given entity.
  public static EntityHeader decode(String instanceId, byte[] row) {
    Fields fields = new Fields();
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      fields.read(reader);
    }
    return fields.toHeader(instanceId);
  }

  /// Encodes a state: its text as it is, behind the version.
  public static byte[] encodeState(String state) {
    byte[] text = state.getBytes(StandardCharsets.UTF_8);
    WireWriter writer = RowCodec.begin(text.length + 1);
    writer.writeRaw(text, 0, text.length);
    return writer.toByteArray();
  }

  /// Decodes a state.
  public static String decodeState(byte[] row) {
    WireReader reader = RowCodec.open(row);
    return new String(row, reader.position(), reader.remaining(), StandardCharsets.UTF_8);
  }

  /// The fields as they are met.
  private static final class Fields {
    private String executionId = "";
    private Instant lastModified = Instant.EPOCH;
    private boolean exists;
    private final long[] numbers = new long[12];
    private @Nullable EntityLock lock;

    void read(WireReader reader) {
      switch (reader.field()) {
        case 1 -> executionId = reader.readString();
        case 2 -> lastModified = reader.readTimestamp();
        case 3 -> exists = reader.readBool();
        case 4, 5, 6, 7, 8, 9, 10, 11 -> numbers[reader.field()] = reader.readInt64();
        case 12 -> lock = readLock(reader);
        default -> reader.skip();
      }
    }

    private static EntityLock readLock(WireReader reader) {
      String section = "";
      ExecutionKey execution = new ExecutionKey("", "");
      long sequence = 0;
      @Nullable
      Instant since = null;
      boolean leaving = false;
      int outer = reader.enter();
      while (reader.next()) {
        switch (reader.field()) {
          case 1 -> section = reader.readString();
          case 2 -> execution = SharedMessages.readExecution(reader);
          case 3 -> sequence = reader.readInt64();
          case 4 -> leaving = reader.readBool();
          case 5 -> since = reader.readTimestamp();
          default -> reader.skip();
        }
      }
      reader.leave(outer);
      return new EntityLock(section, new EntityCaller(execution, sequence), since, leaving);
    }

    EntityHeader toHeader(String instanceId) {
      return new EntityHeader(
          new ExecutionKey(instanceId, executionId), lastModified, exists, lock,
          new EntityProgress(
              numbers[4], new EntityProgress.Span(numbers[5], numbers[6]),
              new EntityProgress.Span(numbers[7], numbers[8]), (int) numbers[9],
              (int) numbers[10], (int) numbers[11]));
    }
  }
}
