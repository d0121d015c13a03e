package dev.perdure.server.cli;

import static dev.perdure.server.configuration.ServerConfiguration.DEFAULT_DATA;
import static dev.perdure.server.configuration.ServerConfiguration.DEFAULT_MAX_PAYLOAD;
import static dev.perdure.server.configuration.ServerConfiguration.DEFAULT_PORT;
import static dev.perdure.server.configuration.ServerConfiguration.LARGEST_MAX_PAYLOAD;

import dev.perdure.server.configuration.FunctionSource;
import dev.perdure.server.configuration.GrpcPorts;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.HttpOptionsFile;
import dev.perdure.server.configuration.ServerConfiguration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs a server for developing: on loopback, with the functions that it is given or the examples.
@Command(
    name = "dev",
    description = "Run a server with your functions, or with the examples. Ctrl-C stops it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class DevCommand implements Runnable {
  private static final int LARGEST_PORT = 65_535;
  private static final int SMALLEST_MAX_PAYLOAD = 1024;

  private final Program program;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the state is kept. Default: "
          + DEFAULT_DATA)
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port of the HTTP API, 0 for any free one. Default: "
          + DEFAULT_PORT)
  private int port = DEFAULT_PORT;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "The port of the Durable Task protocol, 0 for any free one. Default: "
          + GrpcPorts.DEFAULT_PORT + ", and " + GrpcPorts.EMULATOR_PORT
          + " too unless it is taken; any free one with --port 0")
  private @Nullable Integer grpcPort;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description = "The address to listen on. Default: 127.0.0.1")
  private String bind = "127.0.0.1";

  @Option(
      names = "--ephemeral",
      description = "Keep the state in memory; it is gone when the server stops.")
  private boolean ephemeral;

  @Option(
      names = "--retention",
      paramLabel = "DURATION|off",
      description = "How long instances are kept after their end, such as 12h or 7d. "
          + "Default: 30d",
      converter = RetentionConverter.class)
  private Retention retention = RetentionConverter.DEFAULT;

  @Option(
      names = "--max-payload",
      paramLabel = "BYTES",
      description = "The most bytes of an input, an output or an event. Default: "
          + DEFAULT_MAX_PAYLOAD)
  private int maxPayload = DEFAULT_MAX_PAYLOAD;

  @Option(
      names = "--http",
      paramLabel = "FILE",
      description = "Options of the HTTP API: names, keys, bearer tokens, TLS.")
  private @Nullable Path http;

  @Option(
      names = "--functions",
      paramLabel = "JAR|DIR",
      description = "Run the functions of this jar, or of this directory of classes and jars, "
          + "instead of the examples; may be repeated.")
  private List<Path> functions = new ArrayList<>();

  @Option(
      names = "--no-examples",
      description = "Run no functions, so that all names are free for workers that connect.")
  private boolean noExamples;

  DevCommand(Program program) {
    this.program = program;
  }

  @Override
  public void run() {
    if (ephemeral && data != null) {
      throw wrong("Expected either --data or --ephemeral, but got both");
    }
    if (port < 0 || port > LARGEST_PORT) {
      throw wrong("Expected a --port of 0 to " + LARGEST_PORT + ", but got " + port);
    }
    if (grpcPort != null && (grpcPort < 0 || grpcPort > LARGEST_PORT)) {
      throw wrong("Expected a --grpc-port of 0 to " + LARGEST_PORT + ", but got " + grpcPort);
    }
    if (maxPayload < SMALLEST_MAX_PAYLOAD || maxPayload > LARGEST_MAX_PAYLOAD) {
      throw wrong("Expected a --max-payload of " + SMALLEST_MAX_PAYLOAD + " to "
          + LARGEST_MAX_PAYLOAD + " bytes, but got " + maxPayload);
    }
    HttpOptions options = http == null ? HttpOptions.DEFAULTS : HttpOptionsFile.read(http);
    Optional<Path> directory = ephemeral
        ? Optional.empty()
        : Optional.of(data == null ? Path.of(DEFAULT_DATA) : data);
    program.serve(
        new ServerConfiguration(
            directory, address(options), port, retention.duration(), maxPayload, options,
            grpcPorts(), functions()),
        spec.commandLine().getOut());
  }

  private FunctionSource functions() {
    if (functions.isEmpty()) {
      return noExamples ? new FunctionSource.None() : new FunctionSource.ClassPath();
    }
    return new FunctionSource.Jars(functions);
  }

  /// Whoever takes any port for HTTP runs several servers side by side.
  private GrpcPorts grpcPorts() {
    if (grpcPort != null) {
      return GrpcPorts.of(grpcPort);
    }
    return port == 0 ? GrpcPorts.of(0) : GrpcPorts.usual();
  }

  private InetAddress address(HttpOptions options) {
    InetAddress address;
    try {
      address = InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw wrong("Expected an address of this machine as --bind, but got '" + bind + "'");
    }
    if (!address.isLoopbackAddress() && options.access().isOpen()) {
      throw wrong("Expected a loopback address such as 127.0.0.1 as --bind, but got '" + bind
          + "': other machines could reach it, and there is no authentication; "
          + "configure keys or bearer tokens with --http first");
    }
    return address;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
