package dev.perdure.server.cli;

import dev.perdure.server.configuration.ServerConfiguration;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `off`, a number with one of the units s, m, h and d, or a duration of ISO 8601.
final class RetentionConverter implements ITypeConverter<Retention> {
  static final Retention DEFAULT = new Retention(
      Optional.of(ServerConfiguration.DEFAULT_RETENTION));

  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([smhd])");

  RetentionConverter() {}

  @Override
  public Retention convert(String value) {
    if (value.equalsIgnoreCase("off")) {
      return new Retention(Optional.empty());
    }
    Duration duration = duration(value);
    if (duration.isNegative() || duration.isZero()) {
      throw wrong(value);
    }
    return new Retention(Optional.of(duration));
  }

  private static Duration duration(String value) {
    Matcher matcher = SHORT.matcher(value.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw wrong(value);
    }
  }

  private static TypeConversionException wrong(String value) {
    return new TypeConversionException(
        "Expected a time such as 12h or 30d, or off, but got '" + value + "'");
  }
}
