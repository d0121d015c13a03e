package dev.perdure.model.request;

import org.jspecify.annotations.Nullable;

/// Asks for a page of instances in the order of (created, id).
///
/// @param filter which instances
/// @param pageSize the most instances of a page, 1 to [#MAX_PAGE_SIZE]
/// @param continuation where the page before ended, absent for the first page
/// @param fetchPayloads whether inputs, outputs and failures are wanted
public record InstanceQuery(
    InstanceFilter filter, int pageSize, @Nullable String continuation, boolean fetchPayloads) {

  /// The page size when none is asked for.
  public static final int DEFAULT_PAGE_SIZE = 100;

  /// The largest page.
  public static final int MAX_PAGE_SIZE = 1000;
}
