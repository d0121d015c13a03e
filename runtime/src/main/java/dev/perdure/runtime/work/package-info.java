/// Hands work to workers: by name, to the least loaded, with one token for each dispatch. Start
/// with [Dispatcher].
@NullMarked
package dev.perdure.runtime.work;

import org.jspecify.annotations.NullMarked;
