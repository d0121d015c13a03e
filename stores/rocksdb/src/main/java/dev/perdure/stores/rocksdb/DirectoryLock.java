package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hold of one process on a directory. The file stays when the process goes; the lock does not,
/// however the process ends.
final class DirectoryLock implements AutoCloseable {
  static final String NAME = "lock";

  private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);

  /// What this process holds. Asked before the file is touched, because closing a second channel on
  /// a locked file releases the lock of the whole process on POSIX systems.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  private DirectoryLock(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  /// Takes the lock of an existing directory.
  static DirectoryLock take(Path directory) {
    try {
      Path real = directory.toRealPath();
      if (!HELD.add(real)) {
        throw inUse(directory, "this process (" + ProcessHandle.current().pid() + ")");
      }
      try {
        return lockFile(directory, real);
      } catch (IOException | RuntimeException e) {
        HELD.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(StoreException.Reason.INACCESSIBLE,
          "Expected to write the file " + directory.resolve(NAME) + ", but: " + e, e);
    }
  }

  /// Keeps owners out of a directory that is only read, and makes nothing in it. One that nobody
  /// ever owned has no file to lock.
  static @Nullable DirectoryLock share(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw notCopied(directory, "this process (" + ProcessHandle.current().pid() + ")");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
      if (lock == null) {
        throw notCopied(directory, "process " + pid(file));
      }
      return new DirectoryLock(real, channel, lock);
    } catch (IOException | RuntimeException e) {
      HELD.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private static DirectoryLock lockFile(Path directory, Path real) throws IOException {
    Path file = directory.resolve(NAME);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory, "process " + pid(file));
      }
      writePid(file, channel);
      return new DirectoryLock(real, channel, lock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Best effort: the number is a courtesy, and a full disk must not stop recovery.
  private static void writePid(Path file, FileChannel channel) {
    try {
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(pid), 0);
      channel.truncate(pid.length);
    } catch (IOException e) {
      log.warn("The number of this process could not be written to {}", file, e);
    }
  }

  private static String pid(Path file) {
    try {
      String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return pid.isEmpty() ? "with an unknown number" : pid;
    } catch (IOException _) {
      return "with an unknown number";
    }
  }

  private static StoreException inUse(Path directory, String owner) {
    return new StoreException(StoreException.Reason.LOCKED,
        "Expected the store directory " + directory + " to be free, but it is in use by " + owner
            + ". Stop that first, or use another directory.");
  }

  private static StoreException notCopied(Path directory, String owner) {
    return new StoreException(StoreException.Reason.LOCKED,
        "Expected a backup in " + directory + ", but it is a store in use by " + owner
            + ", which changes while it is copied. Make a backup of it, and restore that.");
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      log.warn("The lock on {} could not be released; it goes with this process", directory, e);
    } finally {
      HELD.remove(directory);
    }
  }
}
