package dev.perdure.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Small by rule. The limits are far above what the project aims at; whoever meets one has found a
/// file that does two things.
final class TidyTest {
  private static final int MAIN_FILE_LINES = 400;
  private static final int TEST_FILE_LINES = 600;
  private static final int METHOD_LINES = 40;
  private static final int COLUMNS = 100;
  private static final int PACKAGE_WORDS = 20;

  /// Files that are excused, as paths from the root of the repository. Keep it empty.
  private static final Set<String> EXCEPTIONS = Set.of();

  private static final Path ROOT = root();

  @Test
  void filesAreShort() {
    assertThat(sources())
        .filteredOn(file -> lines(file).size() > limit(file))
        .as("files above %d lines, or %d in tests", MAIN_FILE_LINES, TEST_FILE_LINES)
        .isEmpty();
  }

  @Test
  void linesAreShort() {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).length() > COLUMNS && !lines.get(i).startsWith("import ")) {
          found.add(file + ":" + (i + 1));
        }
      }
    }
    assertThat(found).as("lines above %d columns", COLUMNS).isEmpty();
  }

  @Test
  void methodsAreShort() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources().stream().map(ROOT::resolve).toList());
      var task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new LongMethods(unit, positions, found).scan(unit, null);
      }
    }
    assertThat(found).as("methods above %d lines", METHOD_LINES).isEmpty();
  }

  @Test
  void packagesAreDescribedAndNullMarked() {
    Set<Path> folders = new TreeSet<>();
    sources().stream().filter(file -> !isTest(file)).map(TidyTest::folder).forEach(folders::add);

    assertThat(folders)
        .as("packages whose package-info.java lacks @NullMarked or a paragraph")
        .allSatisfy(folder -> {
          Path info = folder.resolve("package-info.java");
          assertThat(ROOT.resolve(info)).exists();
          assertThat(lines(info)).as("%s", info).contains("@NullMarked");
          assertThat(documentationWords(info)).as("words in %s", info)
              .isGreaterThanOrEqualTo(PACKAGE_WORDS);
        });
  }

  private static int documentationWords(Path file) {
    return lines(file).stream()
        .filter(line -> line.startsWith("///"))
        .mapToInt(line -> line.substring(3).strip().split("\\s+").length)
        .sum();
  }

  private static int limit(Path file) {
    return isTest(file) ? TEST_FILE_LINES : MAIN_FILE_LINES;
  }

  private static boolean isTest(Path file) {
    return file.toString().replace('\\', '/').contains("src/test/java/");
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalStateException("Expected a source file in a folder, but found " + file);
    }
    return parent;
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(ROOT::relativize)
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().replace('\\', '/').matches(".*src/(main|test)/java/.*"))
          .filter(file -> !file.toString().replace('\\', '/').matches("(.*/)?(target|\\..+)/.*"))
          .filter(file -> !EXCEPTIONS.contains(file.toString().replace('\\', '/')))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folder whose pom is the parent's: the one that has `.mvn`.
  private static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn")) && Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new IllegalStateException("Expected the repository above " + start + ", but found none");
  }

  private static final class LongMethods extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;

    LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      long end = positions.getEndPosition(unit, method);
      if (end >= 0) { // A record's implicit constructor has no place in the source.
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        if (lines.getLineNumber(end) - first + 1 > METHOD_LINES) {
          Path file = ROOT.relativize(Path.of(unit.getSourceFile().toUri()));
          found.add(file + ":" + first + " " + method.getName());
        }
      }
      return super.visitMethod(method, null);
    }
  }
}
