package dev.perdure.server.http.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// The form style of encoding text in addresses: `+` is a space, `%2B` a plus. Durable Functions
/// decodes paths this way, too.
public final class FormText {
  private FormText() {}

  /// The decoded text.
  ///
  /// @throws BadRequestException if it is malformed or not UTF-8
  public static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded.replace('+', ' ');
    }
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(hexadecimal(encoded, i + 1) << 4 | hexadecimal(encoded, i + 2));
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c == '+' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return utf8(bytes.toByteArray(), "the address");
  }

  /// The text as one segment of a path, such that [#decode] gives it back.
  public static String encode(String text) {
    var encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(String.format("%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  /// The bytes as text.
  ///
  /// @param what what they are, for the message
  /// @throws BadRequestException if they are not UTF-8
  public static String utf8(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException("Expected UTF-8, but " + what + " holds bytes that are not", e);
    }
  }

  private static int hexadecimal(String encoded, int at) {
    int digit = at < encoded.length() ? Character.digit(encoded.charAt(at), 16) : -1;
    if (digit < 0 || encoded.charAt(at) >= 0x80) {
      throw new BadRequestException(
          "Expected two hexadecimal digits after every '%' of the address, but at "
              + at + " there are none");
    }
    return digit;
  }
}
