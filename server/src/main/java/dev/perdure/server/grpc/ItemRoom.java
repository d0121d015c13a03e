package dev.perdure.server.grpc;

import dev.perdure.runtime.env.Env;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The room for work that is on its way to workers: encoded, and not taken by them yet. How many
/// items a worker gets, and when it reads them, is up to the worker. So a stream has a limit in
/// bytes, and all streams have one together. Who has next to nothing on its way may always have one
/// item more, so that nobody starves, however much the others leave unread.
///
/// Nobody waits for ever who was refused. Whoever is refused leaves a note first and looks once
/// more after it; whoever gives back does so first and looks for notes after it. In whatever order
/// that happens one of the two sees the other. A note is taken off before its stream is told, and
/// the stream asks again for all that waits by then.
final class ItemRoom {

  /// A part of the heap that leaves enough for everything else.
  private static final int HEAP_SHARE = 16;

  /// From how many bytes on a stream is given no more: as much as one of the largest messages that
  /// SDKs receive unless told otherwise.
  static final int STREAM_BYTES = ItemEncoder.USUAL_LIMIT;

  /// Up to so many bytes a stream is not counted with the others, nor refused: its connection takes
  /// as much for itself.
  static final int SMALL = 16 << 10;

  /// A whole history is in memory until it is encoded: so few are read at a time.
  private static final int READERS = 8;

  /// What is added to the bytes of a stream that has ended.
  private static final long ENDED = Long.MIN_VALUE / 2;

  private final Env env;
  private final long limit;
  private final int streamBytes;
  private final int small;
  private final Semaphore readers = new Semaphore(READERS);
  private final AtomicLong taken = new AtomicLong();
  private final Queue<Gate> line = new ConcurrentLinkedQueue<>();

  /// @param limit from how many bytes of all streams on they are given no more
  ItemRoom(Env env, long limit) {
    this(env, limit, STREAM_BYTES, SMALL);
  }

  /// @param streamBytes from how many bytes on a stream is given no more
  /// @param small up to how many bytes a stream is neither counted nor refused
  ItemRoom(Env env, long limit, int streamBytes, int small) {
    this.env = env;
    this.limit = limit;
    this.streamBytes = streamBytes;
    this.small = small;
  }

  /// As much as this process can spare.
  static ItemRoom ofHeap(Env env) {
    return new ItemRoom(env, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /// The world in which streams are.
  Env env() {
    return env;
  }

  /// What a new stream has on its way.
  ///
  /// @param items told when the stream may be given more, after it may not have been
  /// @param encoding told when it may encode more, after it may not have
  Share share(Runnable items, Runnable encoding) {
    return new Share(items, encoding);
  }

  /// Does what may read a history when not too many others do. This waits.
  boolean read(BooleanSupplier task) {
    readers.acquireUninterruptibly();
    try {
      return task.getAsBoolean();
    } finally {
      readers.release();
    }
  }

  /// How many bytes of all streams are counted.
  long taken() {
    return taken.get();
  }

  private boolean isFree() {
    return taken.get() < limit;
  }

  private void add(long bytes) {
    taken.addAndGet(bytes);
    if (bytes < 0 && !line.isEmpty()) {
      tellNext();
    }
  }

  /// Tells the one that has waited longest. If there still is room when it has had what it wants,
  /// it is the next one's turn.
  private void tellNext() {
    Gate next = isFree() ? line.poll() : null;
    if (next != null) {
      next.inLine.set(false);
      env.execute(() -> {
        try {
          next.tell();
        } finally {
          tellNext();
        }
      });
    }
  }

  /// What one stream has on its way.
  final class Share {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong expected = new AtomicLong();
    private final Gate items;
    private final Gate encoding;

    private Share(Runnable items, Runnable encoding) {
      this.items = new Gate(() -> bytes.get() + expected.get(), items);
      this.encoding = new Gate(bytes::get, encoding);
    }

    /// Whether the stream may be given another item.
    boolean hasRoom() {
      return items.isOpen();
    }

    /// Whether it may encode another one of those that it was given.
    boolean mayEncode() {
      return encoding.isOpen();
    }

    /// The stream was given an item, which will take about so many bytes.
    void expect(long more) {
      expected.addAndGet(more);
    }

    /// An item that was expected is encoded, or never will be.
    void expectNoMore(long fewer) {
      expected.addAndGet(-fewer);
      items.look();
    }

    /// Something is encoded.
    void take(long more) {
      add(more);
    }

    /// Something is on its way no more.
    void giveBack(long fewer) {
      if (fewer > 0) {
        add(-fewer);
        items.look();
        encoding.look();
      }
    }

    /// Gives all of it back. What is taken from now on does not count, and is never refused.
    void end() {
      add(ENDED);
      line.remove(items);
      line.remove(encoding);
    }

    private void add(long difference) {
      long before = bytes.getAndAdd(difference);
      long more = counted(before + difference) - counted(before);
      if (more != 0) {
        ItemRoom.this.add(more);
      }
    }

    private long counted(long all) {
      return Math.max(0, all - small);
    }
  }

  /// Says whether something may be done, and tells when it may after it could not.
  private final class Gate {
    private final LongSupplier bytes;
    private final Runnable again;
    private final AtomicBoolean refused = new AtomicBoolean();
    private final AtomicBoolean inLine = new AtomicBoolean();

    Gate(LongSupplier bytes, Runnable again) {
      this.bytes = bytes;
      this.again = again;
    }

    boolean isOpen() {
      long now = bytes.getAsLong();
      return now < small || (now < streamBytes && isFree()) || isOpenAfterAll();
    }

    /// There are two who may give back: the stream, which looks for the flag, and others, who look
    /// at the line, in which it has no use to stand for who has too much of his own.
    private boolean isOpenAfterAll() {
      refused.set(true);
      long now = bytes.getAsLong();
      if (now < small || now >= streamBytes) {
        return now < small;
      }
      if (inLine.compareAndSet(false, true)) {
        line.add(this);
      }
      return isFree();
    }

    /// The stream has given something back.
    void look() {
      if (refused.get() && isOpen()) {
        env.execute(this::tell);
      }
    }

    void tell() {
      if (refused.getAndSet(false)) {
        again.run();
      }
    }
  }
}
