package dev.perdure.conformance;

/// Our own SDK while workers and the server are killed.
final class RemoteSdkKillTest extends SdkKillContract {
  @Override
  Sdk connect(int port) {
    return new RemoteSdk(port);
  }
}
