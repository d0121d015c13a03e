/// Runs registered functions: takes work items from a source, keeps a live thread for each recent
/// orchestration, runs activities, and watches that orchestrators give way. All threads of the SDK
/// are here; what an orchestrator does with its events is in `dev.perdure.sdk.replay`.
///
/// Start with [dev.perdure.sdk.worker.DurableTaskWorker], then [dev.perdure.sdk.worker.Session].
@NullMarked
package dev.perdure.sdk.worker;

import org.jspecify.annotations.NullMarked;
