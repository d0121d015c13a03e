package dev.perdure.model.request;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Asks for a page of entities in the order of their ids. All conditions hold together; an absent
/// one holds always.
///
/// @param idPrefix the id begins with this, such as `@counter@`; its name part is compared without
///     regard to case
/// @param lastModifiedFrom modified at this instant or later
/// @param lastModifiedTo modified at this instant or earlier
/// @param lockedOnly whether only entities that are locked are wanted
/// @param fetch what is wanted of each
/// @param pageSize the most entities of a page, 1 to [InstanceQuery#MAX_PAGE_SIZE]; fewer come if
///     they are large, see [InstanceQuery#MAX_PAGE_BYTES]
/// @param continuation where the page before ended, absent for the first page
public record EntityQuery(
    @Nullable String idPrefix,
    @Nullable Instant lastModifiedFrom,
    @Nullable Instant lastModifiedTo,
    boolean lockedOnly,
    Fetch fetch,
    int pageSize,
    @Nullable String continuation) {

  /// What is wanted.
  ///
  /// @param state whether states are wanted
  /// @param transients whether entities without state are wanted, too: those that are locked or
  ///     have messages waiting
  /// @param waiters whether those who wait for the lock are wanted
  public record Fetch(boolean state, boolean transients, boolean waiters) {

    /// The same without those who wait for the lock.
    public Fetch(boolean state, boolean transients) {
      this(state, transients, false);
    }
  }

  /// Asks for entities whether they are locked or not.
  public EntityQuery(
      @Nullable String idPrefix, @Nullable Instant lastModifiedFrom,
      @Nullable Instant lastModifiedTo, Fetch fetch, int pageSize,
      @Nullable String continuation) {
    this(idPrefix, lastModifiedFrom, lastModifiedTo, false, fetch, pageSize, continuation);
  }

  /// The first page of all entities that have a state.
  public static EntityQuery all() {
    return new EntityQuery(
        null, null, null, new Fetch(false, false), InstanceQuery.DEFAULT_PAGE_SIZE, null);
  }
}
