package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.main.Perdure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `perdure dev` in a process of its own, on a free port, with the functions of the test class
/// path.
final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int SIGNALLED = 128;
  private static final Pattern ADDRESS = Pattern.compile(" +HTTP +http://localhost:(\\d+)");

  private final Process process;
  private final Thread reader;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());

  private ServerProcess(Process process) {
    this.process = process;
    reader = Thread.ofVirtual().name("server-output").start(this::read);
  }

  /// How a server is started.
  ///
  /// @param data its directory
  /// @param ledger where its activities write
  /// @param environment added to that of this process
  /// @param firstOnClassPath what its class path begins with, empty for nothing of its own
  record Launch(
      Path data, Path ledger, Map<String, String> environment, String firstOnClassPath) {
    Launch(Path data, Path ledger) {
      this(data, ledger, Map.of(), "");
    }

    Launch in(Map<String, String> surroundings) {
      return new Launch(data, ledger, surroundings, firstOnClassPath);
    }
  }

  /// Starts the program, whose activities write into the given ledger. It is not ready yet.
  static ServerProcess start(Path data, Path ledger) {
    return start(new Launch(data, ledger));
  }

  /// Starts the program. It is not ready yet.
  static ServerProcess start(Launch launch) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djdk.trackAllThreads=false", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m",
        "-D" + ActivityLedger.PROPERTY + "=" + launch.ledger(),
        "-cp", launch.firstOnClassPath().isEmpty()
            ? classPath
            : launch.firstOnClassPath() + File.pathSeparator + classPath,
        Perdure.class.getName(), "dev",
        "--data", launch.data().toString(), "--port", "0", "--retention", "off");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(launch.environment());
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until the program says that it is ready.
  ///
  /// @return its port
  int awaitReady() {
    try {
      return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Expected the server to become ready, but it said:\n" + output(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether the program became ready, or ended before.
  boolean becameReady() {
    try {
      port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (TimeoutException e) {
      throw new AssertionError("Expected the server to start or end, but it said:\n" + output(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends the process as a power cut would: without a chance to do anything.
  void kill() {
    assertThat(process.isAlive()).as("alive before it is killed; it said:\n%s", output()).isTrue();
    process.toHandle().destroyForcibly();
    assertThat(awaitExit()).isEqualTo(SIGNALLED + SIGKILL);
  }

  /// Stops the process where it is, until it is resumed. It keeps all it has.
  void pause() {
    signal("STOP");
  }

  /// Lets a stopped process go on.
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      assertThat(kill.waitFor()).as("the exit code of kill -%s", name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Asks the process to end, as Ctrl-C does, and waits until it has.
  void stop() {
    process.toHandle().destroy(); // The process's own method would close its output, too.
    assertThat(awaitExit()).as(this::output).isEqualTo(SIGNALLED + SIGTERM);
  }

  /// Waits for the end.
  ///
  /// @return the exit code
  int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("Expected the server to end, but it said:\n" + output());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void mustBeAlive() {
    assertThat(process.isAlive()).as("alive in the end; it said:\n%s", output()).isTrue();
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /// What it has printed, errors included.
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher address = ADDRESS.matcher(line);
        if (address.matches()) {
          port.complete(Integer.valueOf(address.group(1)));
        }
      }
    } catch (IOException e) {
      output.add("(its output could not be read: " + e + ")");
    } finally {
      port.completeExceptionally(new IOException("The server has ended"));
    }
  }
}
