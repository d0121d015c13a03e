package dev.perdure.conformance;

/// Microsoft's SDK as it is published.
final class SdkTest extends SdkContract {
  @Override
  Sdk connect(int port) {
    return new MicrosoftSdk(port);
  }
}
