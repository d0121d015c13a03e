package dev.perdure.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpOptionsFileTest {
  private static final String EVERYTHING = """
      hub=Orders
      connection=OrdersStore
      route-prefix=/v2/
      forwarded-host=true
      exception-details=true
      rate=50
      request-time=PT30S
      search-limit=500
      cors.origins=https://shop.example, http://localhost:3000
      tls.certificate=cert.pem
      tls.key=/keys/key.pem
      links=none
      links.life=PT1H
      jwt.issuer=https://login.example
      jwt.audience=perdure
      jwt.keys=jwks.json
      jwt.trust=ca.pem
      key.ops=admin HASH
      key.ci=function:Hello HASH
      key.all=functions HASH
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void anEmptyFileChangesNothing() throws IOException {
    assertThat(read("# nothing")).isEqualTo(HttpOptions.DEFAULTS);
    assertThat(read("").access().isOpen()).isTrue();
  }

  @Test
  void everythingCanBeSet() throws IOException {
    HttpOptions options = read(EVERYTHING.replace("HASH", SaltedHash.of("secret").toString()));

    assertThat(options.names()).isEqualTo(new HttpOptions.Names("Orders", "OrdersStore", "v2"));
    assertThat(options.forwardedHost()).isTrue();
    assertThat(options.exceptionDetails()).isTrue();
    assertThat(options.limits())
        .isEqualTo(new HttpOptions.Limits(50, Duration.ofSeconds(30), 500));
    assertThat(options.corsOrigins())
        .isEqualTo(Set.of("https://shop.example", "http://localhost:3000"));
    assertThat(options.tls()).contains(
        new HttpOptions.Tls(directory.resolve("cert.pem"), Path.of("/keys/key.pem")));
    assertThat(options.access().links())
        .isEqualTo(new Links(Links.Kind.NONE, Duration.ofHours(1)));
    assertThat(options.access().jwt().orElseThrow().keys())
        .isEqualTo(directory.resolve("jwks.json").toString());
    assertThat(options.access().jwt().orElseThrow().trust())
        .contains(directory.resolve("ca.pem"));
    assertThat(options.access().keys()).extracting(AccessOptions.Key::grant)
        .containsExactly(
            new Grant.Functions(Optional.empty()), new Grant.Functions(Optional.of("Hello")),
            new Grant.Management(Role.ADMIN));
    assertThat(options.access().keys()).allMatch(it -> it.hash().matches("secret"));
    assertThat(options.access().keys()).noneMatch(it -> it.hash().matches("Secret"));
    assertThat(options.access().isOpen()).isFalse();
  }

  @Test
  void durationsAreWrittenAsOnTheCommandLine() throws IOException {
    HttpOptions options = read("links.life=7d\nrequest-time=90s");

    assertThat(options.access().links().life()).isEqualTo(Duration.ofDays(7));
    assertThat(options.limits().requestTime()).isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ratee=1|ratee", "rate=many|rate", "rate=99999999|rate", "request-time=0|request-time",
      "request-time=PT2H|request-time", "search-limit=-1|search-limit",
      "forwarded-host=yes|true or false",
      "cors.origins=*|cors.origins", "cors.origins=https://a/b|cors.origins", "key.a=admin|key.a",
      "key.a=root sha256:00:00|key.a", "key.a=admin secret|perdure key", "links=all|links",
      "links.life=1w|links.life", "links.life=0d|links.life", "links.life=-PT1H|links.life",
      "tls.key=k|tls.certificate",
      "jwt.issuer=i|jwt.audience", "route-prefix=a{b}|route-prefix"})
  void whatIsWrongIsNamed(String line, String named) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(OperatorException.class).hasMessageContaining(named)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aSharedSecretIsNoKeyOfAnIssuer() {
    assertThatThrownBy(() -> read("jwt.issuer=i\njwt.audience=a\njwt.keys=k\n"
        + "jwt.algorithms=HS256")).isInstanceOf(OperatorException.class)
        .hasMessageContaining("jwt.algorithms");
    assertThatThrownBy(() -> read("jwt.issuer=i\njwt.audience=a\njwt.keys=k\n"
        + "jwt.algorithms=none")).isInstanceOf(OperatorException.class);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> HttpOptionsFile.read(directory.resolve("nowhere")))
        .isInstanceOf(OperatorException.class).hasMessageContaining("nowhere");
  }

  @Test
  void hashesOfOneSecretDiffer() {
    assertThat(SaltedHash.of("a").toString()).isNotEqualTo(SaltedHash.of("a").toString());
    assertThat(SaltedHash.parse(SaltedHash.of("a").toString()).matches("a")).isTrue();
  }

  private HttpOptions read(String text) throws IOException {
    return HttpOptionsFile.read(Files.writeString(directory.resolve("http.properties"), text));
  }
}
