package dev.perdure.server.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this program and of the JVM that runs it.
public final class Version implements IVersionProvider {

  /// For picocli.
  public Version() {}

  /// The version of this program, as its jar states it.
  public static String ofProgram() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "of this working copy" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[]{
        "Perdure " + ofProgram(),
        "Java " + Runtime.version() + " (" + System.getProperty("java.vendor")
            + ")"};
  }
}
