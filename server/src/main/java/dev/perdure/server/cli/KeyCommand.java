package dev.perdure.server.cli;

import dev.perdure.server.configuration.SaltedHash;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a key. It is printed once; what the server reads is its hash.
@Command(
    name = "key",
    description = "Make a key for the HTTP API, and the line that lets a server accept it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class KeyCommand implements Runnable {
  private static final int KEY_BYTES = 32;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "What the configuration calls it.")
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private String name;

  @Option(
      names = "--opens",
      paramLabel = "WHAT",
      defaultValue = "operate",
      description = "read, operate, admin, functions or function:NAME. Default: operate")
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private String opens;

  @Override
  public void run() {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw wrong("Expected a name of letters, digits, - and _, but got another one");
    }
    if (!opens.matches("read|operate|admin|functions|function:\\S+")) {
      throw wrong("Expected --opens read, operate, admin, functions or function:NAME, but got "
          + opens);
    }
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    PrintWriter out = spec.commandLine().getOut();
    out.println("The key, which is not kept anywhere:");
    out.println("  " + key);
    out.println("The line for the file of --http:");
    out.println("  key." + name + "=" + opens + " " + SaltedHash.of(key));
    out.flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
