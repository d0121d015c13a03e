package dev.perdure.testing.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The compiled library that stands between a process and its files.
public final class Interposer {
  /// What a suite says where there is no way to run it. It has not passed then.
  public static final String NOT_RUN = "not run: no C compiler (cc or gcc on Linux) was found";

  private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");

  private final Path library;

  private Interposer(Path library) {
    this.library = library;
  }

  /// Compiles the library with the C compiler of this machine.
  ///
  /// @param directory where it goes
  /// @return empty if there is no compiler or this is not Linux
  /// @throws IllegalStateException if there is one that does not compile it
  public static Optional<Interposer> compile(Path directory) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    return COMPILERS.stream().filter(Interposer::works).findFirst()
        .map(compiler -> new Interposer(compile(compiler, directory)));
  }

  /// What the process must find in its environment.
  ///
  /// @param disk the directory whose changes are noted; it exists
  /// @param journal where the notes go, outside of that directory
  public Map<String, String> environment(Path disk, Path journal, DiskFault fault) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LD_PRELOAD", library.toString());
    environment.put("PERDURE_DISK_DIRECTORY", real(disk).toString());
    environment.put("PERDURE_DISK_JOURNAL", journal.toAbsolutePath().toString());
    if (!fault.text().isEmpty()) {
      environment.put("PERDURE_DISK_FAULT", fault.text());
    }
    if (!fault.files().isEmpty()) {
      environment.put("PERDURE_DISK_FAULT_FILES", fault.files());
    }
    return environment;
  }

  private static boolean works(String compiler) {
    return run(List.of(compiler, "--version"), "").isEmpty();
  }

  private static Path compile(String compiler, Path directory) {
    try (InputStream source = Interposer.class.getResourceAsStream("interposer.c")) {
      if (source == null) {
        throw new IllegalStateException("Expected the source of the interposer, but it is missing");
      }
      Files.createDirectories(directory);
      Path library = directory.resolve("interposer.so").toAbsolutePath();
      String problem = run(
          List.of(compiler, "-x", "c", "-shared", "-fPIC", "-O2", "-o", library.toString(), "-",
              "-ldl", "-lpthread"),
          new String(source.readAllBytes(), StandardCharsets.UTF_8))
          .orElse("");
      if (!problem.isEmpty()) {
        throw new IllegalStateException(
            "Expected " + compiler + " to compile the interposer, but it said:\n" + problem);
      }
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What went wrong, if anything.
  private static Optional<String> run(List<String> command, String input) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      return code == 0 ? Optional.empty() : Optional.of(said + "\nexit code " + code);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
