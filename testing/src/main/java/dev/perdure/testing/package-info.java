/// Tests for people who write orchestrations and for people who write stores: a task hub in the
/// test's own process under a clock that the test moves, so that a timer of thirty days passes at
/// once, and the contract that every store must keep, as tests to inherit.
///
/// Nothing in production may depend on this package. No mocks are offered: the hub under test is
/// the real one, above a memory store and a virtual clock.
///
/// Start with [dev.perdure.testing.TestHub]; authors of a store start with
/// [dev.perdure.testing.StoreContract] and [dev.perdure.testing.HubDurability].
@NullMarked
package dev.perdure.testing;

import org.jspecify.annotations.NullMarked;
