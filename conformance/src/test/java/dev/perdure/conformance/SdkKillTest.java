package dev.perdure.conformance;

/// Microsoft's SDK as it is published while workers and the server are killed.
final class SdkKillTest extends SdkKillContract {
  @Override
  Sdk connect(int port) {
    return new MicrosoftSdk(port);
  }
}
