package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The file that makes a directory a store and says of which hub: lines of `name value`, the format
/// first, so that every later release can tell what it cannot read, and a checksum last.
///
/// @param hub whose rows
/// @param created when
/// @param complete whether creation came to its end; until then nothing was acknowledged
record FormatFile(HubIdentity hub, Instant created, boolean complete) {
  static final String NAME = "FORMAT";

  /// Reads the file of a directory, or null if there is none.
  static @Nullable FormatFile read(Path directory) {
    Path file = directory.resolve(NAME);
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException _) {
      return null;
    } catch (IOException e) {
      throw new StoreException(StoreException.Reason.INACCESSIBLE,
          "Expected to read " + file + ", but: " + e, e);
    }
    Map<String, String> fields = fields(text);
    try {
      checkVersion(file, Integer.parseInt(field(fields, "format")));
      String expected = field(fields, "checksum");
      if (!checksum(text.substring(0, text.lastIndexOf("checksum "))).equals(expected)) {
        throw new IllegalArgumentException("its checksum does not match");
      }
      return new FormatFile(
          new HubIdentity(field(fields, "hub"), Integer.parseInt(field(fields, "partitions")),
              Integer.parseInt(field(fields, "format"))),
          Instant.parse(field(fields, "created")),
          field(fields, "state").equals("complete"));
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException(StoreException.Reason.DAMAGED,
          "Expected the description of a store in " + file + ", but " + e.getMessage()
              + ". Restore the file or the whole directory from a backup.",
          e);
    }
  }

  /// Writes the file so that after a power cut there is the old one or the new one.
  void write(Path directory) throws IOException {
    String text = "format " + hub.format() + "\n"
        + "hub " + hub.hubId() + "\n"
        + "partitions " + hub.partitions() + "\n"
        + "created " + created + "\n"
        + "state " + (complete ? "complete" : "creating") + "\n";
    text += "checksum " + checksum(text) + "\n";
    DurableFiles.replaceDurably(directory.resolve(NAME),
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  FormatFile completed() {
    return new FormatFile(hub, created, true);
  }

  private static void checkVersion(Path file, int version) {
    if (version > HubIdentity.CURRENT_FORMAT) {
      throw new StoreException(StoreException.Reason.NEWER_FORMAT,
          "Expected a store of format " + HubIdentity.CURRENT_FORMAT + " or older, but " + file
              + " says format " + version + ". Run the release that wrote it, or a later one.");
    }
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      int space = line.indexOf(' ');
      if (space > 0) {
        fields.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    return fields;
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no line '" + name + "'");
    }
    return value;
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return String.format("%08x", crc.getValue());
  }
}
