package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.configuration.HttpOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/// A certificate for tests that nobody has signed.
public final class TestCertificate {
  private TestCertificate() {}

  /// The certificate is made by the JDK's own tool.
  public static HttpOptions.Tls in(Path directory) throws Exception {
    Path store = directory.resolve("store.p12");
    Process made = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
        "-keyalg", "EC", "-alias", "a", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
        "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", store.toString())
        .redirectErrorStream(true).start();
    made.getInputStream().readAllBytes();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Path certificate = Files.writeString(directory.resolve("cert.pem"),
        pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    Path key = Files.writeString(directory.resolve("key.pem"),
        pem("PRIVATE KEY", keys.getKey("a", "changeit".toCharArray()).getEncoded()));
    return new HttpOptions.Tls(certificate, key);
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN " + kind + "-----\n"
        + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
        + "\n-----END " + kind + "-----\n";
  }
}
