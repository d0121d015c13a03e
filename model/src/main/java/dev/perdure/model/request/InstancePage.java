package dev.perdure.model.request;

import dev.perdure.model.InstanceState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of instances; every page but the last is full, or as large as a page may be.
///
/// @param instances the instances in the order of (created, id)
/// @param continuation hand it to the next query; absent on the last page
public record InstancePage(List<InstanceState> instances, @Nullable String continuation) {
  public InstancePage {
    instances = List.copyOf(instances);
  }
}
