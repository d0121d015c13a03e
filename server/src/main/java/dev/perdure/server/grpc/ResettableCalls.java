package dev.perdure.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

/// Lets calls be ended whose answers are not taken. Closing such a call would not end it, since its
/// last words would wait behind what is not taken. The library resets the stream of a call whose
/// time is up, though, and drops what waits there; this gives calls a time that ends when we say
/// so.
final class ResettableCalls extends ServerStreamTracer.Factory {

  /// Of each piece that it drops the library says in the log, with a stack trace, that its stream
  /// was closed before.
  private static final String SAID_OF_DROPPED = "Stream Error";
  private static final Logger LIBRARY = Logger
      .getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

  static {
    LIBRARY.setFilter(it -> !SAID_OF_DROPPED.equals(it.getMessage()));
  }

  private static final Context.Key<Context.CancellableContext> OWN = Context.key("own");
  private static final ServerStreamTracer PLAIN = new ServerStreamTracer() {};
  private static final ServerStreamTracer RESETTABLE = new ServerStreamTracer() {
    @Override
    public Context filterContext(Context context) {
      Context.CancellableContext own = context.withCancellation();
      return own.withValue(OWN, own);
    }
  };

  private final Set<String> methods;

  /// @param methods the names of the methods whose calls may be reset; it costs all calls something
  ResettableCalls(Set<String> methods) {
    this.methods = methods;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return methods.contains(method.substring(method.lastIndexOf('/') + 1)) ? RESETTABLE : PLAIN;
  }

  /// Resets a call, if it is one that can be reset.
  ///
  /// @param context the context that was the current one when it came
  static void reset(Context context, String reason) {
    Context.CancellableContext own = OWN.get(context);
    if (own != null) {
      boolean _ = own.cancel(new TimeoutException(reason));
    }
  }
}
