package dev.perdure.model.request;

import org.jspecify.annotations.Nullable;

/// Asks for a page of instances in the order of (created, id).
///
/// @param filter which instances
/// @param pageSize the most instances of a page, 1 to [#MAX_PAGE_SIZE]; fewer come if they are
///     large, see [#MAX_PAGE_BYTES]
/// @param continuation where the page before ended, absent for the first page
/// @param fetchPayloads whether inputs, outputs and failures are wanted
public record InstanceQuery(
    InstanceFilter filter, int pageSize, @Nullable String continuation, boolean fetchPayloads) {

  /// The page size when none is asked for.
  public static final int DEFAULT_PAGE_SIZE = 100;

  /// The largest page.
  public static final int MAX_PAGE_SIZE = 1000;

  /// The most bytes of a page, of instances or of entities, as texts in UTF-8. What does not fit
  /// comes with the next page; only a first one that is larger by itself comes all the same. It is
  /// a little less than clients over gRPC take in one message if nobody tells them otherwise.
  public static final int MAX_PAGE_BYTES = 3_584 * 1024;
}
