package dev.perdure.protocol;

import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.message.ActivityFilter;
import dev.perdure.protocol.message.EntityFilter;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.OrchestrationFilter;
import dev.perdure.protocol.message.WorkItemFilters;

/// What a worker says when it asks for work.
public final class WorkMessages {

  /// The capability of fetching every history, of which only our server knows.
  public static final int FETCHES_EVERY_HISTORY = 1001;

  private WorkMessages() {}

  /// The request of a worker that takes what it offers.
  ///
  /// @param fetchesHistories whether it wants turns without their histories
  public static GetWorkItemsRequest request(WorkerOffer offer, boolean fetchesHistories) {
    WorkItemFilters.Builder filters = WorkItemFilters.newBuilder();
    offer.orchestrators().forEach(
        name -> filters.addOrchestrations(OrchestrationFilter.newBuilder().setName(name)));
    offer.activities().forEach(
        name -> filters.addActivities(ActivityFilter.newBuilder().setName(name)));
    offer.entities().forEach(
        name -> filters.addEntities(EntityFilter.newBuilder().setName(name)));
    GetWorkItemsRequest.Builder request = GetWorkItemsRequest.newBuilder()
        .setMaxConcurrentOrchestrationWorkItems(offer.maxTurns())
        .setMaxConcurrentActivityWorkItems(offer.maxActivities())
        .setMaxConcurrentEntityWorkItems(offer.entities().isEmpty() ? 0 : offer.maxEntities())
        .setWorkItemFilters(filters);
    if (fetchesHistories) {
      request.addCapabilitiesValue(FETCHES_EVERY_HISTORY);
    }
    return request.build();
  }
}
