package dev.perdure.server.main;

import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts the one certificate that a server on this machine was started with, whatever names stand
/// in it: the command line reaches the server by an address that no certificate names.
final class PinnedCertificate extends X509ExtendedTrustManager {
  private final Certificate expected;

  private PinnedCertificate(Certificate expected) {
    this.expected = expected;
  }

  /// What a client uses to reach a server with the first certificate of a file.
  static SSLContext context(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[]{new PinnedCertificate(certificate)},
          new SecureRandom());
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new OperatorException(
          "Expected the certificate of the running server in " + file + ", but " + e, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    if (chain.length == 0 || !chain[0].equals(expected)) {
      throw new CertificateException("Expected the certificate of the running server");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket unused)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine unused)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    throw new CertificateException("Expected to be a client, not a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket unused)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine unused)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
