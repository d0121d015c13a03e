/// How an orchestration instance answers each message: one handler file for each, over a shared
/// [Draft]. Start with [TurnHandler], which commits what an orchestrator decided.
@NullMarked
package dev.perdure.engine.orchestration;

import org.jspecify.annotations.NullMarked;
