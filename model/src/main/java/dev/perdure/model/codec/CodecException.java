package dev.perdure.model.codec;

/// Bytes that are not what they should be: cut off, garbled, or of a kind that this version does
/// not know.
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  CodecException(String problem, int position) {
    super(problem + " (at byte " + position + ")");
    this.position = position;
  }

  /// The index in the array that was read at which the problem was noticed.
  public int position() {
    return position;
  }
}
