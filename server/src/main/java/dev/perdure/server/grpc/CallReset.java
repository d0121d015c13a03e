package dev.perdure.server.grpc;

import dev.perdure.protocol.SidecarMethods;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.TimeoutException;

/// Ends a call together with all that has been sent and not been read. A status would wait behind
/// that, and with it the memory that it takes. The library resets a stream by itself for nothing
/// else than a deadline that has passed, so that calls that may need it get one that somebody
/// decides on.
final class CallReset extends ServerStreamTracer {
  private static final Context.Key<Context.CancellableContext> KEY = Context.key("call");

  private CallReset() {}

  @Override
  public Context filterContext(Context context) {
    Context.CancellableContext call = context.withCancellation();
    return call.withValue(KEY, call);
  }

  /// Resets the present call, which must be one that answers with a stream.
  static Runnable ofPresentCall() {
    Context.CancellableContext call = KEY.get();
    return call == null
        ? () -> {}
        : () -> call.cancel(new TimeoutException("The caller reads nothing"));
  }

  /// Lets all calls be reset that answer with a stream.
  static final class Factory extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      String name = method.substring(method.indexOf('/') + 1);
      return SidecarMethods.STREAMING.contains(name)
          ? new CallReset()
          : new ServerStreamTracer() {};
    }
  }
}
