package dev.perdure.server.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the name of a directory. An empty one would be the working directory, which whoever wrote
/// `--data "$UNSET"` did not mean.
final class DirectoryConverter implements ITypeConverter<Path> {

  DirectoryConverter() {}

  @Override
  public Path convert(String value) {
    if (value.isBlank()) {
      throw new TypeConversionException(
          "Expected a directory, but got '" + value + "'; the working directory is .");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("Expected a directory, but got '" + value + "'");
    }
  }
}
