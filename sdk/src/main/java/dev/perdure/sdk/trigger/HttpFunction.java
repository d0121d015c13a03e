package dev.perdure.sdk.trigger;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.HttpTriggered;
import dev.perdure.sdk.annotation.AuthorizationLevel;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.client.DurableClientContext;
import dev.perdure.sdk.http.ExecutionContext;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatus;
import dev.perdure.sdk.worker.FunctionCalls;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A function that HTTP requests start.
///
/// Its method has one parameter with [HttpTrigger]; others have `@BindingName` or
/// `@DurableClientInput`, or the type [ExecutionContext]. It answers with an [HttpResponseMessage];
/// any other result is sent with 200, nothing with 204.
public final class HttpFunction {
  private final HttpTriggered function;
  private final HttpTrigger trigger;
  private final Parameters parameters;
  private final DataConverter converter;
  private final FunctionCalls calls = new FunctionCalls();

  /// A function over the method that was registered.
  ///
  /// @param converter reads bodies and writes results
  /// @throws IllegalArgumentException if a parameter is of none of the kinds above
  public HttpFunction(HttpTriggered function, DataConverter converter) {
    this.function = function;
    this.trigger = trigger(function.method());
    this.parameters = new Parameters(function, converter);
    this.converter = converter;
    try {
      function.method().setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new IllegalArgumentException("Expected " + function.method()
          + " to be accessible, but its module does not open its package", e);
    }
  }

  /// The function's name.
  public String name() {
    return function.name();
  }

  /// The path below the API's root.
  public String route() {
    return trigger.route().isEmpty() ? function.name() : trigger.route();
  }

  /// The methods that start it.
  public Set<HttpMethod> methods() {
    Set<HttpMethod> methods = EnumSet.noneOf(HttpMethod.class);
    for (HttpMethod method : trigger.methods()) {
      methods.add(method);
    }
    return methods.isEmpty() ? EnumSet.allOf(HttpMethod.class) : methods;
  }

  /// What a request must carry.
  public AuthorizationLevel authLevel() {
    return trigger.authLevel();
  }

  /// Calls the function on the calling thread, as [FunctionCalls] says. Results that are neither
  /// text nor bytes are JSON text in the response.
  ///
  /// @throws BadHttpCallException if the request does not fit the method's parameters
  /// @throws Exception what the function throws
  public HttpResponseMessage call(HttpCall call, DurableClientContext client) throws Exception {
    @Nullable
    Object[] arguments = parameters.arguments(call, client, new Execution(name()));
    try {
      return calls.run(() -> response(function.method().invoke(function.target(), arguments)));
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private HttpResponseMessage response(@Nullable Object result) {
    if (result instanceof HttpResponseMessage response) {
      return isSentAsItIs(response.getBody()) ? response : asJson(response);
    }
    HttpResponseMessage.Builder builder = HttpResponseMessage
        .builder(result == null ? HttpStatus.NO_CONTENT : HttpStatus.OK).body(result);
    HttpResponseMessage response = builder.build();
    return isSentAsItIs(result) ? response : asJson(response);
  }

  private static boolean isSentAsItIs(@Nullable Object body) {
    return body == null || body instanceof String || body instanceof byte[];
  }

  private HttpResponseMessage asJson(HttpResponseMessage response) {
    var builder = HttpResponseMessage.builder(response.getStatus());
    builder.header("Content-Type", "application/json; charset=utf-8");
    response.getHeaders().forEach(builder::header);
    return builder.body(converter.serialize(response.getBody())).build();
  }

  private static HttpTrigger trigger(Method method) {
    for (Parameter parameter : method.getParameters()) {
      HttpTrigger trigger = parameter.getAnnotation(HttpTrigger.class);
      if (trigger != null) {
        return trigger;
      }
    }
    throw new IllegalArgumentException(
        "Expected a parameter with @HttpTrigger, but " + method + " has none");
  }

  /// One call.
  private record Execution(String getFunctionName, String getInvocationId)
      implements
        ExecutionContext {
    Execution(String name) {
      this(name, UUID.randomUUID().toString());
    }

    @Override
    public Logger getLogger() {
      return Logger.getLogger("function." + getFunctionName);
    }
  }
}
