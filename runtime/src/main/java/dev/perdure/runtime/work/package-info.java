/// Hands work to workers: by name, to the least loaded, with one token for each dispatch. What
/// nobody offers stays here and is reported. Start with [Dispatcher].
@NullMarked
package dev.perdure.runtime.work;

import org.jspecify.annotations.NullMarked;
