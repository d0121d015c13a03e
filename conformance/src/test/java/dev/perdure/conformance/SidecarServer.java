package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The packaged server in a process of its own, as `./perdure dev` starts it. It can be killed and
/// started again on the same port and the same state.
final class SidecarServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final Path SERVER = Path.of(
      System.getProperty("perdure.server", "../server/target"));

  private final Path data;
  private final int port;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private Process process;
  private CountDownLatch ready;

  private SidecarServer(Path data) {
    this.data = data;
    this.port = freePort();
    this.ready = new CountDownLatch(1);
    this.process = launch();
  }

  /// Starts a server that keeps its state in a directory, and waits until it is ready.
  static SidecarServer start(Path data) {
    SidecarServer server = new SidecarServer(data);
    server.awaitReady();
    return server;
  }

  /// The port of the Durable Task protocol.
  int port() {
    return port;
  }

  /// Kills the process, as a power cut would, and starts it again.
  void killAndRestart() {
    process.destroyForcibly();
    awaitEnd();
    ready = new CountDownLatch(1);
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }

  private Process launch() {
    List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djdk.trackAllThreads=false", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-Xmx512m",
        "-cp", classPath(), "dev.perdure.server.main.Perdure", "dev",
        "--data", data.toString(), "--port", "0", "--grpc-port", Integer.toString(port),
        "--max-payload", "16777216");
    try {
      Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
      CountDownLatch itsReady = ready;
      Thread.ofVirtual().start(() -> read(started, itsReady));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    try (Stream<Path> files = Files.list(SERVER)) {
      Path jar = files
          .filter(it -> it.getFileName().toString().matches("perdure-server-.*\\.jar"))
          .findFirst().orElseThrow();
      return jar + ":" + Files.readString(SERVER.resolve("class-path")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Expected the server to be packaged (mvn verify)", e);
    }
  }

  private void read(Process started, CountDownLatch itsReady) {
    try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        if (line.contains("is ready")) {
          itsReady.countDown();
        }
      }
    } catch (IOException e) {
      output.add("(its output could not be read: " + e + ")");
    }
  }

  private void awaitReady() {
    try {
      assertThat(ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as(() -> "ready; it said:\n" + String.join("\n", output)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd() {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
