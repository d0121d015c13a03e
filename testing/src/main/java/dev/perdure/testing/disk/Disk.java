package dev.perdure.testing.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A directory as a disk may hold it: what was there before a process began, what the process
/// changed according to its journal, and what of that was synced.
///
/// What is certain after a cut is only what was synced. Of the rest each file keeps any part,
/// whatever became of other files. Names are kept in one of two ways:
/// - with [Names#JOURNALED] they change in the order in which the process changed them, and each
///   sync of any file takes along all changes before it, as on ext4 or XFS;
/// - with [Names#BY_DIRECTORY] only a sync of the directory itself keeps its names, which is all
///   that the standards promise.
public final class Disk {
  private final Path directory;
  private final Names order;
  private final DiskFolder root = new DiskFolder();
  private final List<DiskFolder> folders = new ArrayList<>(List.of(root));
  private final Map<Integer, DiskNode> opened = new HashMap<>();
  private final Map<Long, Begun> begun = new HashMap<>();
  private final Map<String, Integer> faults = new TreeMap<>();
  private final List<String> unseen = new ArrayList<>();
  private long nameChanges;
  private int syncs;

  /// How names become durable.
  public enum Names {
    JOURNALED, BY_DIRECTORY
  }

  /// What a sync covers.
  private record Begun(long changes, long names) {}

  private Disk(Path directory, Names order) {
    this.directory = directory;
    this.order = order;
  }

  /// Takes a directory as it is, all of it durable, for later changes at the same place.
  public static Disk of(Path directory, Names order) {
    try {
      Disk disk = new Disk(directory.toRealPath(), order);
      disk.load(disk.directory, disk.root);
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Applies what a process did. It has ended.
  public void replay(Path journal) {
    Note.readAll(journal, this::apply);
  }

  /// The same, with something to do after each change.
  public void replay(Path journal, Runnable afterEach) {
    Note.readAll(journal, note -> {
      apply(note);
      afterEach.run();
    });
  }

  /// The bytes of a file as the process saw them; empty if there is none.
  public byte[] seen(Path path) {
    return find(path) instanceof DiskFile file ? file.now() : new byte[0];
  }

  /// How many syncs came to their end.
  public int syncs() {
    return syncs;
  }

  /// How often which planted fault was met.
  public Map<String, Integer> faults() {
    return new TreeMap<>(faults);
  }

  /// What the journal could not follow. It is worthless then.
  public List<String> unseen() {
    return List.copyOf(unseen);
  }

  /// Files that are not as the journal says they are. After a process that was killed one change
  /// may be missing in the journal, since it was made and not yet written down.
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    compare(directory, root, differences);
    return differences;
  }

  /// Writes what the disk may hold after a cut of the power, in place of what is there.
  public Cut cut(RandomGenerator random) {
    Cut.Count count = new Cut.Count();
    try {
      delete(directory, false);
      long upTo = order == Names.JOURNALED ? lastName(folders, random) : 0;
      write(directory, root, upTo, random, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count.cut();
  }

  private void apply(Note note) {
    switch (note) {
      case Note.Opened it -> open(it);
      case Note.Written it -> change(it.file(), new DiskFile.Edit.Write(it.offset(), it.bytes()));
      case Note.Sized it -> change(it.file(), new DiskFile.Edit.Size(it.size()));
      case Note.Grown it -> change(it.file(), new DiskFile.Edit.Grow(it.size()));
      case Note.Zeroed it -> change(it.file(), new DiskFile.Edit.Zero(it.offset(), it.length()));
      case Note.Renamed it -> rename(it);
      case Note.Linked it -> put(it.to(), node(it.from()));
      case Note.Removed it -> folder(it.path()).remove(++nameChanges, name(it.path()));
      case Note.Made it -> put(it.path(), add(new DiskFolder()));
      case Note.SyncBegun it -> begun.put(it.sync(), new Begun(changes(it.file()), nameChanges));
      case Note.SyncEnded it -> synced(it);
      case Note.SyncFailed it -> syncFailed(it.file());
      case Note.Fault it -> faults.merge(it.what(), 1, Integer::sum);
      case Note.Unseen it -> unseen.add(it.what());
    }
  }

  private void open(Note.Opened note) {
    DiskNode node = find(note.path());
    if (node == null && note.makes()) {
      node = new DiskFile(new byte[0]);
      put(note.path(), node);
    }
    if (node == null) {
      unseen.add(note.path() + " was opened, and nobody made it");
    } else {
      opened.put(note.file(), node);
      if (note.empties()) {
        change(note.file(), new DiskFile.Edit.Size(0));
      }
    }
  }

  private void change(int file, DiskFile.Edit edit) {
    if (opened.get(file) instanceof DiskFile it) {
      it.change(edit);
    }
  }

  private long changes(int file) {
    return opened.get(file) instanceof DiskFile it ? it.changes() : 0;
  }

  private void rename(Note.Renamed note) {
    if (!folder(note.from()).equals(folder(note.to()))) {
      unseen.add(note.from() + " was renamed to another directory");
      return;
    }
    folder(note.to())
        .rename(++nameChanges, name(note.from()), name(note.to()), node(note.from()));
  }

  private void put(Path path, DiskNode node) {
    folder(path).put(++nameChanges, name(path), node);
  }

  private void synced(Note.SyncEnded note) {
    Begun sync = begun.remove(note.sync());
    DiskNode node = opened.get(note.file());
    if (sync == null || node == null) {
      return;
    }
    syncs++;
    if (node instanceof DiskFile file) {
      file.synced(sync.changes());
    }
    if (order == Names.JOURNALED) {
      folders.forEach(it -> it.synced(sync.names()));
    } else if (node instanceof DiskFolder folder) {
      folder.synced(sync.names());
    }
  }

  private void syncFailed(int file) {
    if (opened.get(file) instanceof DiskFile it) {
      it.syncFailed();
    }
  }

  private DiskFolder add(DiskFolder folder) {
    folders.add(folder);
    return folder;
  }

  private @Nullable DiskNode find(Path path) {
    DiskNode node = root;
    for (Path name : directory.relativize(path.normalize())) {
      if (!name.toString().isEmpty()) {
        node = node instanceof DiskFolder folder ? folder.now().get(name.toString()) : null;
      }
    }
    return node;
  }

  private DiskNode node(Path path) {
    DiskNode node = find(path);
    if (node == null) {
      throw new IllegalStateException("Expected " + path + " in the journal, but nobody made it");
    }
    return node;
  }

  private DiskFolder folder(Path path) {
    Path parent = path.getParent();
    if (parent != null && node(parent) instanceof DiskFolder folder) {
      return folder;
    }
    throw new IllegalStateException("Expected " + path + " to be in a directory");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void load(Path from, DiskFolder into) throws IOException {
    for (Path path : list(from)) {
      DiskNode node = Files.isDirectory(path)
          ? add(new DiskFolder())
          : new DiskFile(Files.readAllBytes(path));
      into.found(name(path), node);
      if (node instanceof DiskFolder folder) {
        load(path, folder);
      }
    }
  }

  private void write(
      Path target, DiskFolder folder, long upTo, RandomGenerator random, Cut.Count count)
      throws IOException {
    long kept = order == Names.JOURNALED ? upTo : lastName(List.of(folder), random);
    for (var entry : folder.afterCut(kept, count).entrySet()) {
      Path path = target.resolve(entry.getKey());
      if (entry.getValue() instanceof DiskFolder inner) {
        Files.createDirectory(path);
        write(path, inner, upTo, random, count);
      } else if (entry.getValue() instanceof DiskFile file) {
        Files.write(path, file.afterCut(random, count));
      }
    }
  }

  /// The last change of a name that a cut leaves, of those that no sync has covered.
  private static long lastName(List<DiskFolder> folders, RandomGenerator random) {
    long[] numbers = folders.stream()
        .flatMapToLong(it -> java.util.stream.IntStream.range(0, it.unsynced())
            .mapToLong(it::numberOf))
        .sorted().toArray();
    int kept = random.nextInt(numbers.length + 1);
    return kept == 0 ? 0 : numbers[kept - 1];
  }

  private static void compare(Path path, DiskFolder folder, List<String> differences) {
    Map<String, DiskNode> names = new TreeMap<>(folder.now());
    for (Path there : list(path)) {
      DiskNode node = names.remove(name(there));
      if (node instanceof DiskFolder inner && Files.isDirectory(there)) {
        compare(there, inner, differences);
      } else if (!(node instanceof DiskFile file) || !same(there, file)) {
        differences.add(there.toString());
      }
    }
    names.keySet().forEach(it -> differences.add(path.resolve(it) + " is missing"));
  }

  private static boolean same(Path path, DiskFile file) {
    try {
      return Arrays.equals(Files.readAllBytes(path), file.now());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path, boolean itself) throws IOException {
    if (Files.isDirectory(path)) {
      for (Path inner : list(path)) {
        delete(inner, true);
      }
    }
    if (itself) {
      Files.delete(path);
    }
  }

  private static List<Path> list(Path directory) {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
