/// Runs an orchestrator against a history: gives it the results that it awaits, collects the
/// actions it asks for, and finds out where it did something else than before. Everything happens
/// on the one thread that calls [dev.perdure.sdk.replay.OrchestratorRun#run]; there is no clock,
/// chance, log or other thread here, so the same events always give the same actions.
///
/// Start with [dev.perdure.sdk.replay.OrchestratorRun], then [dev.perdure.sdk.replay.ActionLog].
@NullMarked
package dev.perdure.sdk.replay;

import org.jspecify.annotations.NullMarked;
