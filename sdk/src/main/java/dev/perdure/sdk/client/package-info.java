/// The client that starts, asks about and steers instances, with what it takes and gives. It only
/// speaks to the hub's port; what the hub answers becomes a result or an exception here.
///
/// Start with [dev.perdure.sdk.client.DurableTaskClient].
@NullMarked
package dev.perdure.sdk.client;

import org.jspecify.annotations.NullMarked;
