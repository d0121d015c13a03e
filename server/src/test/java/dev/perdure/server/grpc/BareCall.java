package dev.perdure.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;

/// A call without a connection, of which a test says what becomes of messages.
abstract class BareCall extends ServerCallStreamObserver<byte[]> {
  private Runnable readyHandler = () -> {};
  private Runnable cancelHandler = () -> {};
  private Runnable closeHandler = () -> {};

  /// Tells the server that it may send again.
  final void readyAgain() {
    readyHandler.run();
  }

  /// Tells the server that the other side has gone.
  final void cancel() {
    cancelHandler.run();
  }

  /// Tells the server that everything has been read, and the end as well.
  final void closed() {
    closeHandler.run();
  }

  @Override
  public void onCompleted() {}

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    cancelHandler = handler;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    readyHandler = handler;
  }

  @Override
  public void setOnCloseHandler(Runnable handler) {
    closeHandler = handler;
  }

  @Override
  public void setOnReadyThreshold(int bytes) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
