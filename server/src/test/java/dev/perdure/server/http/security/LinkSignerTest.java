package dev.perdure.server.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.http.routing.Permission.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LinkSignerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<Operation> SOME = EnumSet.of(Operation.READ, Operation.PURGE);

  private final LinkSigner signer = new LinkSigner(new byte[32], "hub", () -> NOW);

  @Test
  void aLinkOpensWhatItSaysUntilItIsOver() {
    String code = signer.sign("a", SOME, NOW.plusSeconds(1));

    assertThat(signer.verify(code, "a")).contains(SOME);
    assertThat(new LinkSigner(new byte[32], "hub", () -> NOW.plusSeconds(1)).verify(code, "a"))
        .isEmpty();
    assertThat(signer.verify(code, "b")).isEmpty();
    assertThat(signer.verify(code, "A")).isEmpty();
  }

  @Test
  void hubAndInstanceAreNotConfused() {
    String code = new LinkSigner(new byte[32], "hu", () -> NOW)
        .sign("bx", SOME, NOW.plusSeconds(9));

    assertThat(signer.verify(code, "x")).isEmpty();
  }

  @Test
  void noBitCanBeChanged() {
    byte[] code = signer.sign("a", SOME, NOW.plusSeconds(60)).getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(7);
    Set<String> forged = new HashSet<>();
    while (forged.size() < 10_000) {
      byte[] other = code.clone();
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        int at = 3 + random.nextInt(other.length - 3);
        other[at] = (byte) "ABCDEFGHabcdefgh0123456789-_".charAt(random.nextInt(28));
      }
      String text = new String(other, StandardCharsets.US_ASCII);
      if (!text.regionMatches(3, new String(code, StandardCharsets.US_ASCII), 3,
          code.length - 4)) { // The last letter has bits that count for nothing.
        forged.add(text);
      }
    }

    assertThat(forged).allMatch(it -> signer.verify(it, "a").isEmpty());
  }

  @Test
  void whatIsNoLinkIsNone() {
    assertThat(signer.verify("", "a")).isEmpty();
    assertThat(signer.verify("L1.", "a")).isEmpty();
    assertThat(signer.verify("L1.????", "a")).isEmpty();
    assertThat(signer.verify("L1." + "A".repeat(1000), "a")).isEmpty();
  }
}
