package dev.perdure.server.cli;

import dev.perdure.server.configuration.Durations;
import dev.perdure.server.configuration.ServerConfiguration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `off` or a duration.
final class RetentionConverter implements ITypeConverter<Retention> {
  static final Retention DEFAULT = new Retention(
      Optional.of(ServerConfiguration.DEFAULT_RETENTION));

  RetentionConverter() {}

  @Override
  public Retention convert(String value) {
    if (value.equalsIgnoreCase("off")) {
      return new Retention(Optional.empty());
    }
    return new Retention(Optional.of(Durations.parse(value).orElseThrow(
        () -> new TypeConversionException(
            "Expected a time such as 12h or 30d, or off, but got '" + value + "'"))));
  }
}
