package dev.perdure.sdk.replay;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a function makes of another task. The function runs while the event that ends the other
/// task is applied, which is the same moment on every replay.
final class DerivedTask<S extends @Nullable Object, V extends @Nullable Object> extends RunTask<V>
    implements
      RunTask.Listener {
  private final RunTask<S> source;
  private final Function<? super S, ? extends V> function;

  DerivedTask(RunTask<S> source, Function<? super S, ? extends V> function) {
    super(source.run);
    this.source = source;
    this.function = function;
    source.whenEnded(this);
  }

  @Override
  public boolean cancel() {
    return source.cancel();
  }

  @Override
  public void ended(RunTask<?> task) {
    Throwable failure = source.failure();
    if (failure != null) {
      fail(failure);
      return;
    }
    V result;
    try {
      result = function.apply(source.value());
    } catch (Unwinding e) {
      throw e;
    } catch (RuntimeException | Error e) {
      fail(e);
      return;
    }
    complete(result);
  }
}
