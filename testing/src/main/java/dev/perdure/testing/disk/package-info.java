/// A disk that can lose its power, fill up, fail and lie, for real processes and without any
/// privilege: a small C library stands between the process and its files and writes down every
/// change and every sync, and from these notes [dev.perdure.testing.disk.Disk] works out what a
/// real disk may hold after a cut. The process itself is killed by whoever started it.
///
/// Start with [dev.perdure.testing.disk.Interposer], then [dev.perdure.testing.disk.Disk].
@NullMarked
package dev.perdure.testing.disk;

import org.jspecify.annotations.NullMarked;
