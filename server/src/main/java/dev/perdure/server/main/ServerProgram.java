package dev.perdure.server.main;

import dev.perdure.runtime.store.OnlineBackup;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.server.cli.Program;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.ServerConfiguration;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// Does what the verbs of the command line say.
final class ServerProgram implements Program {

  @Override
  public void serve(ServerConfiguration configuration, PrintWriter out) {
    RunningServer server = RunningServer.open(configuration);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      server.close();
      out.println("Perdure has stopped.");
      out.flush();
    }, "perdure-stop"));
    server.start();
    out.print(Banner.of(configuration, server));
    out.flush();
    Throwable failure = server.failure().toCompletableFuture().join();
    throw new OperatorException(
        "The store failed, and the server stops: " + failure.getMessage(), failure);
  }

  @Override
  public void backup(Path data, Path target) {
    if (RemoteBackup.write(data, target)) {
      return;
    }
    Path directory = Stores.directory(data);
    if (!Files.isDirectory(directory)) {
      throw new OperatorException("Expected the state of a server in " + data.toAbsolutePath()
          + ", but there is none");
    }
    try (Store store = Stores.open(directory)) {
      write(store, target);
    }
  }

  @Override
  public void restore(Path backup, Path data) {
    try {
      Stores.provider().restore(backup, Stores.directory(data));
    } catch (StoreException e) {
      throw new OperatorException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Has a store write a backup.
  static void write(Store store, Path target) {
    if (!(store instanceof OnlineBackup online)) {
      throw new OperatorException("This server keeps its state in memory, of which there is no "
          + "backup; start it without --ephemeral");
    }
    try {
      online.backup(target);
    } catch (StoreException e) {
      throw new OperatorException(String.valueOf(e.getMessage()), e);
    }
  }
}
