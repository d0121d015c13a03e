package dev.perdure.model.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of entities; every page but the last is full, or as large as a page may be.
///
/// @param entities the entities in the order of their ids
/// @param continuation hand it to the next query; absent on the last page
public record EntityPage(List<EntityState> entities, @Nullable String continuation) {
  public EntityPage {
    entities = List.copyOf(entities);
  }
}
