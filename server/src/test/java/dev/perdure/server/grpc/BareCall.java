package dev.perdure.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;

/// A call without a connection, of which a test says what becomes of messages.
abstract class BareCall extends ServerCallStreamObserver<byte[]> {
  @Override
  public void onCompleted() {}

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {}

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void setOnCloseHandler(Runnable handler) {}

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
