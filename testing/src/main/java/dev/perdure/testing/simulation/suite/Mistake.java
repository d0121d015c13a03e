package dev.perdure.testing.simulation.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mistake to plant in the source of production code; see the file `mistakes.txt`.
///
/// @param name what it is, and which incidents it stands for
/// @param file where, below the root of the working copy
public record Mistake(String name, String file, List<Edit> edits) {

  /// A change of the text.
  ///
  /// @param from what is there
  /// @param to what stands there instead
  public record Edit(String from, String to) {}

  public Mistake {
    edits = List.copyOf(edits);
  }

  /// All of the file.
  public static List<Mistake> all() {
    List<Mistake> all = new ArrayList<>();
    for (String block : read().replaceAll("(?m)^#.*\\n", "").strip().split("\\n\\n+", -1)) {
      List<String> lines = block.strip().lines().toList();
      List<Edit> edits = new ArrayList<>();
      for (int i = 2; i + 1 < lines.size(); i += 2) {
        edits.add(new Edit(after("- ", lines.get(i)), after("+", lines.get(i + 1)).strip()));
      }
      all.add(new Mistake(lines.get(0), after("in ", lines.get(1)), edits));
    }
    return all;
  }

  private static String after(String start, String line) {
    if (!line.startsWith(start)) {
      throw new IllegalStateException("Expected '" + start + "', but got '" + line + "'");
    }
    return line.substring(start.length());
  }

  private static String read() {
    try (InputStream file = Objects.requireNonNull(
        Mistake.class.getResourceAsStream("mistakes.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to read the mistakes", e);
    }
  }

  /// Whether only thousands of seeds find it.
  boolean rare() {
    return name.startsWith("rare");
  }

  /// The name of the class whose file it is in.
  String className() {
    return file.replaceFirst(".*/src/main/java/", "").replaceFirst("\\.java$", "").replace('/',
        '.');
  }

  /// The source with the mistake in it.
  ///
  /// @param root of the working copy
  /// @throws IllegalStateException if the source has moved on, so that the mistake does not fit
  public String source(Path root) {
    String source;
    try {
      source = Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Expected the source of '" + name + "'", e);
    }
    for (Edit edit : edits) {
      Matcher matcher = pattern(edit.from()).matcher(source);
      if (!matcher.find()) {
        throw new IllegalStateException(misfit(edit, "is not there"));
      }
      int start = matcher.start();
      int end = matcher.end();
      if (matcher.find()) {
        throw new IllegalStateException(misfit(edit, "is there more than once"));
      }
      source = source.substring(0, start) + edit.to() + source.substring(end);
    }
    return source;
  }

  private String misfit(Edit edit, String how) {
    return "Expected the mistake '" + name + "' to fit into " + file + ", but '" + edit.from()
        + "' " + how + "; let mistakes.txt follow the code";
  }

  /// Line breaks and indentation do not matter.
  private static Pattern pattern(String text) {
    StringBuilder pattern = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      pattern.append(pattern.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
    }
    return Pattern.compile(pattern.toString().replace("(\\E\\s+", "(\\E\\s*"));
  }
}
