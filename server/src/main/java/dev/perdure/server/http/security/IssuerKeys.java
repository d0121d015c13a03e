package dev.perdure.server.http.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.text.ParseException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// The keys with which an issuer signs its tokens: those of a file, or those behind an address. The
/// latter are read when they are needed first, again every five minutes, and when a token names a
/// key that is not among them, but at most twice in half a minute. While the issuer cannot be
/// reached the keys read last are good for an hour.
final class IssuerKeys {
  private static final int PATIENCE_MILLIS = 2000;
  private static final int LARGEST = 256 * 1024;
  private static final Duration OUTAGE = Duration.ofHours(1);

  private IssuerKeys() {}

  /// The keys that the options name.
  ///
  /// @throws OperatorException if they are wrong
  static JWKSource<SecurityContext> of(Jwt options) {
    String from = options.keys();
    try {
      return from.startsWith("https://")
          ? remote(options)
          : new ImmutableJWKSet<>(JWKSet.parse(Files.readString(Path.of(from))));
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new OperatorException(
          "Expected a JWKS file or an https address as jwt.keys, but " + from
              + " cannot be read (" + e.getMessage() + ")",
          e);
    }
  }

  private static JWKSource<SecurityContext> remote(Jwt options) throws IOException {
    SSLSocketFactory sockets = options.trust().map(IssuerKeys::trusting).orElse(null);
    var retriever = new DefaultResourceRetriever(
        PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST, true, sockets);
    return JWKSourceBuilder
        .<SecurityContext>create(URI.create(options.keys()).toURL(), retriever)
        .retrying(true)
        .outageTolerant(OUTAGE.toMillis())
        .build();
  }

  /// Connections to servers whose certificates are in a file, or are signed by one in it.
  private static SSLSocketFactory trusting(Path certificates) {
    try (InputStream in = Files.newInputStream(certificates)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("c" + number, each);
        number++;
      }
      if (number == 0) {
        throw new IOException("it holds none");
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new OperatorException("Expected certificates as jwt.trust, but " + certificates
          + " cannot be read (" + e.getMessage() + ")", e);
    }
  }
}
