/// Tests for people who write orchestrations and for people who write stores: a task hub in the
/// test's own process under a clock that the test moves, so that a timer of thirty days passes at
/// once, and the contract that every store must keep, as tests to inherit.
///
/// Nothing in production may depend on this package. No mocks are offered: the hub under test is
/// the real one, above a memory store and a virtual clock.
///
/// Start with the hub for tests; authors of a store start with the contract.
@NullMarked
package dev.perdure.testing;

import org.jspecify.annotations.NullMarked;
