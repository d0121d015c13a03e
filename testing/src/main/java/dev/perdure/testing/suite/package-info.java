/// What the programs behind `./verify` have in common: their words, what they report to people and
/// to other programs, and how they end. The suites themselves live beside what they break.
///
/// Start with [dev.perdure.testing.suite.Program].
@NullMarked
package dev.perdure.testing.suite;

import org.jspecify.annotations.NullMarked;
