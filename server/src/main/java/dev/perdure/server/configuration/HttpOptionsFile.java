package dev.perdure.server.configuration;

import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import dev.perdure.server.configuration.AccessOptions.Links;
import dev.perdure.server.configuration.HttpOptions.Limits;
import dev.perdure.server.configuration.HttpOptions.Names;
import dev.perdure.server.configuration.HttpOptions.Tls;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the options of the HTTP front from a file of properties. What it does not know it refuses,
/// since a mistyped rule would protect nothing.
public final class HttpOptionsFile {
  private static final String KEY = "key.";
  private static final int HIGHEST_RATE = 1_000_000;
  private static final int LARGEST_SEARCH = 100_000_000;
  private static final Duration LONGEST_REQUEST = Duration.ofHours(1);
  private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

  private final Path file;
  private final TreeMap<String, String> left = new TreeMap<>();

  private HttpOptionsFile(Path file, Properties properties) {
    this.file = file;
    properties.stringPropertyNames()
        .forEach(it -> left.put(it, properties.getProperty(it).strip()));
  }

  /// Reads a file.
  ///
  /// @throws OperatorException if it cannot be read or something in it is wrong
  public static HttpOptions read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new OperatorException(
          "Expected a file of properties at " + file + ", but it cannot be read (" + e + ")", e);
    }
    return new HttpOptionsFile(file, properties).options();
  }

  private HttpOptions options() {
    var access = new AccessOptions(keys(), jwt(), links());
    var options = new HttpOptions(names(), access, tls(), origins(), limits(),
        flag("forwarded-host"), flag("exception-details"));
    if (!left.isEmpty()) {
      throw wrong("nothing but what docs/reference/http-api.md names", "has " + left.firstKey());
    }
    return options;
  }

  private Names names() {
    Names defaults = Names.DEFAULTS;
    String prefix = take("route-prefix", defaults.routePrefix()).replaceAll("^/+|/+$", "");
    if (!prefix.matches("[A-Za-z0-9._~/-]*")) {
      throw wrong("a path of letters and digits as route-prefix", "has '" + prefix + "'");
    }
    return new Names(
        take("hub", defaults.hub()), take("connection", defaults.connection()), prefix);
  }

  private List<AccessOptions.Key> keys() {
    List<AccessOptions.Key> keys = new ArrayList<>();
    for (String name : List.copyOf(left.keySet())) {
      if (name.startsWith(KEY)) {
        keys.add(key(name.substring(KEY.length()), take(name, "")));
      }
    }
    return keys;
  }

  /// A key is written `read HASH`, `operate HASH`, `admin HASH`, `functions HASH` or
  /// `function:NAME HASH`.
  private AccessOptions.Key key(String name, String value) {
    String[] words = value.split("\\s+", -1);
    if (words.length != 2) {
      throw wrong("what it opens and a hash as key." + name, "has something else");
    }
    try {
      return new AccessOptions.Key(name, grant(name, words[0]), SaltedHash.parse(words[1]));
    } catch (IllegalArgumentException e) {
      throw new OperatorException(file + ", key." + name + ": " + e.getMessage(), e);
    }
  }

  private Grant grant(String name, String word) {
    if (word.equals("functions")) {
      return new Grant.Functions(Optional.empty());
    }
    if (word.startsWith("function:")) {
      return new Grant.Functions(Optional.of(word.substring("function:".length())));
    }
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(word)) {
        return new Grant.Management(role);
      }
    }
    throw wrong("read, operate, admin, functions or function:NAME in key." + name,
        "has '" + word + "'");
  }

  private Optional<Jwt> jwt() {
    String issuer = take("jwt.issuer", "");
    String audience = take("jwt.audience", "");
    String keys = take("jwt.keys", "");
    String claim = take("jwt.roles-claim", "roles");
    String algorithms = take("jwt.algorithms", String.join(",", Jwt.DEFAULT_ALGORITHMS));
    String trust = take("jwt.trust", "");
    if (issuer.isEmpty() && audience.isEmpty() && keys.isEmpty()) {
      return Optional.empty();
    }
    if (issuer.isEmpty() || audience.isEmpty() || keys.isEmpty()) {
      throw wrong("jwt.issuer, jwt.audience and jwt.keys together", "misses one of them");
    }
    Set<String> accepted = Set.of(algorithms.split("\\s*,\\s*", -1));
    if (!accepted.stream().allMatch(it -> it.matches("(RS|PS|ES)(256|384|512)|EdDSA"))) {
      throw wrong("signatures by a private key as jwt.algorithms", "has " + algorithms);
    }
    return Optional.of(new Jwt(issuer, audience, resolved(keys), claim, accepted,
        trust.isEmpty() ? Optional.empty() : Optional.of(beside(trust))));
  }

  private String resolved(String keys) {
    return keys.startsWith("https://") ? keys : beside(keys).toString();
  }

  private Links links() {
    String kind = take("links", "scoped");
    String life = take("links.life", Links.DEFAULTS.life().toString());
    for (Links.Kind known : Links.Kind.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(kind)) {
        return new Links(known, duration("links.life", life, LONGEST_LIFE));
      }
    }
    throw wrong("scoped, key or none as links", "has '" + kind + "'");
  }

  private Duration duration(String name, String text, Duration most) {
    return Durations.parse(text).filter(it -> it.compareTo(most) <= 0).orElseThrow(
        () -> wrong(
            "a time such as 90s, 12h, 7d or PT1H, and at most " + most + ", as " + name,
            "has " + text));
  }

  private Optional<Tls> tls() {
    String certificate = take("tls.certificate", "");
    String key = take("tls.key", "");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw wrong("tls.certificate and tls.key together", "misses one of them");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tls(beside(certificate), beside(key)));
  }

  private Set<String> origins() {
    String origins = take("cors.origins", "");
    Set<String> all = origins.isEmpty() ? Set.of() : Set.of(origins.split("\\s*,\\s*", -1));
    for (String origin : all) {
      if (!origin.matches("https?://[A-Za-z0-9.\\[\\]:-]+")) {
        throw wrong("sites such as https://shop.example as cors.origins",
            "has '" + origin + "'; there is no wildcard");
      }
    }
    return all;
  }

  private Limits limits() {
    Limits defaults = Limits.DEFAULTS;
    int rate = number("rate", defaults.rate(), HIGHEST_RATE);
    int search = number("search-limit", defaults.search(), LARGEST_SEARCH);
    String time = take("request-time", defaults.requestTime().toString());
    return new Limits(rate, duration("request-time", time, LONGEST_REQUEST), search);
  }

  private int number(String name, int otherwise, int most) {
    String value = take(name, Integer.toString(otherwise));
    if (value.matches("\\d{1,9}") && Integer.parseInt(value) <= most) {
      return Integer.parseInt(value);
    }
    throw wrong("a number of at most " + most + " as " + name, "has '" + value + "'");
  }

  private boolean flag(String name) {
    String value = take(name, "false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("true or false as " + name, "has '" + value + "'");
    };
  }

  /// Names of files are relative to the file in which they stand.
  private Path beside(String name) {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? Path.of(name) : directory.resolve(name);
  }

  private String take(String name, String otherwise) {
    @Nullable
    String value = left.remove(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private OperatorException wrong(String expected, String found) {
    return new OperatorException(file + ": expected " + expected + ", but it " + found);
  }
}
