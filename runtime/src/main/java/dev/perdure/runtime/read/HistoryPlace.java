package dev.perdure.runtime.read;

import dev.perdure.model.ExecutionKey;

/// Where somebody stands who reads the history of an execution piece by piece. Rows of history
/// never change, so that this is enough to go on, however much later.
///
/// @param execution whose history it is
/// @param rows how many rows it had at the beginning: what comes later is not read
/// @param row the row that is read next
/// @param offset where in that row its next event begins, 0 for the first one
public record HistoryPlace(ExecutionKey execution, int rows, int row, int offset) {

  /// Whether there is nothing more to read.
  public boolean atEnd() {
    return row >= rows;
  }
}
