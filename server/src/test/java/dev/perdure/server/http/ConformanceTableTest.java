package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of `docs/reference/http-api.md` forgets no route and no parameter, and what it says is
/// held by tests that there are.
final class ConformanceTableTest {
  private static final Path PAGE = Path.of("../docs/reference/http-api.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path API = Path.of("src/main/java/dev/perdure/server/http/durable");

  /// Where a handler asks for a parameter by its name.
  private static final Pattern ASKED = Pattern
      .compile("(?:query\\(\\)\\.get\\(|query\\.get\\(|query, |query\\.all\\(|query\\(\\), )"
          + "\"(\\w+)\"");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(it -> it.toString().endsWith("Test.java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    Matcher named = Pattern.compile("`(\\w+Test)\\.(\\w+)`").matcher(Files.readString(PAGE));
    int count = 0;
    while (named.find()) {
      assertThat(sources).containsKey(named.group(1));
      assertThat(String.valueOf(sources.get(named.group(1))).contains(
          "\n  void " + named.group(2) + "(")).as(named.group()).isTrue();
      count++;
    }
    assertThat(count).isGreaterThan(40);
  }

  @Test
  void everyRouteHasARow() throws IOException {
    Set<String> rows = new TreeSet<>();
    Pattern.compile("(?m)^\\| `([A-Z*]+ /[^`]*)` \\|").matcher(Files.readString(PAGE)).results()
        .forEach(it -> rows.add(it.group(1)));
    String base = "/runtime/webhooks/durabletask";
    try (var server = new TestServer()) {
      Set<String> routes = new TreeSet<>();
      server.routes().stream()
          .filter(it -> it.template().toString().startsWith(base))
          .forEach(it -> routes
              .add(it.method() + " " + it.template().toString().substring(base.length())));

      assertThat(rows).containsAll(routes);
    }
  }

  @Test
  void everyParameterHasARow() throws IOException {
    Set<String> asked = new TreeSet<>(Set.of("returnInternalServerErrorOnFailure"));
    try (Stream<Path> files = Files.list(API)) {
      for (Path file : files.toList()) {
        ASKED.matcher(Files.readString(file)).results().forEach(it -> asked.add(it.group(1)));
      }
    }
    String page = Files.readString(PAGE);

    assertThat(asked).contains("timeout", "showHistory", "taskHub", "top", "reason");
    assertThat(asked).allMatch(it -> page.contains("`" + it + "`"));
  }
}
