package dev.perdure.sdk.trigger;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.DataConverter.DataConverterException;
import dev.perdure.sdk.HttpTriggered;
import dev.perdure.sdk.annotation.BindingName;
import dev.perdure.sdk.annotation.DurableClientInput;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.client.DurableClientContext;
import dev.perdure.sdk.http.ExecutionContext;
import dev.perdure.sdk.http.HttpRequestMessage;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What each parameter of a method wants of a request.
final class Parameters {
  private final DataConverter converter;
  private final List<Binding> bindings = new ArrayList<>();

  /// Finds the argument for a parameter.
  @FunctionalInterface
  private interface Binding {
    @Nullable
    Object argument(HttpCall call, DurableClientContext client, ExecutionContext execution);
  }

  Parameters(HttpTriggered function, DataConverter converter) {
    this.converter = converter;
    for (Parameter parameter : function.method().getParameters()) {
      bindings.add(binding(parameter, function));
    }
  }

  @Nullable
  Object[] arguments(HttpCall call, DurableClientContext client, ExecutionContext execution) {
    @Nullable
    Object[] arguments = new @Nullable Object[bindings.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = bindings.get(i).argument(call, client, execution);
    }
    return arguments;
  }

  private Binding binding(Parameter parameter, HttpTriggered function) {
    Type type = parameter.getParameterizedType();
    if (parameter.isAnnotationPresent(HttpTrigger.class)) {
      return HttpRequestMessage.class.equals(parameter.getType())
          ? (call, client, execution) -> new Request(call, body(call, firstArgument(type)))
          : (call, client, execution) -> body(call, type);
    }
    BindingName named = parameter.getAnnotation(BindingName.class);
    if (named != null) {
      return (call, client, execution) -> named(call, named.value(), type);
    }
    if (parameter.isAnnotationPresent(DurableClientInput.class)
        && parameter.getType() == DurableClientContext.class) {
      return (call, client, execution) -> client;
    }
    if (parameter.getType() == ExecutionContext.class) {
      return (call, client, execution) -> execution;
    }
    throw new IllegalArgumentException("Expected parameters with @HttpTrigger, @BindingName or "
        + "@DurableClientInput, or of the type ExecutionContext, but '" + parameter.getName()
        + "' of " + function.method() + " is none");
  }

  private Object body(HttpCall call, Type type) {
    Type inner = optional(type);
    if (inner != null) {
      return call.body().length == 0 ? Optional.empty() : Optional.of(body(call, inner));
    }
    if (type == byte[].class) {
      return call.body();
    }
    String text = new String(call.body(), StandardCharsets.UTF_8);
    if (type == String.class || type == Object.class) {
      return text;
    }
    Object value = converted(text, type, "a body");
    if (value == null) {
      throw new BadHttpCallException(
          "Expected a body, but there is none", new IllegalArgumentException("no body"));
    }
    return value;
  }

  private @Nullable Object named(HttpCall call, String name, Type type) {
    String text = call.binding(name);
    Type inner = optional(type);
    if (inner != null) {
      return Optional.ofNullable(text == null ? null : named(call, name, inner));
    }
    if (type == String.class) {
      return text;
    }
    boolean isPrimitive = type instanceof Class<?> it && it.isPrimitive();
    if (text == null && isPrimitive) {
      throw new BadHttpCallException("Expected a value for '" + name + "', but got none",
          new IllegalArgumentException(name));
    }
    String plain = text == null ? "" : text;
    boolean isQuoted = !isPrimitive && !(type instanceof Class<?> it
        && (Number.class.isAssignableFrom(it) || it == Boolean.class));
    return converted(isQuoted ? converter.serialize(plain) : plain, type, "'" + name + "'");
  }

  private @Nullable Object converted(@Nullable String text, Type type, String what) {
    try {
      return converter.deserialize(text, type);
    } catch (DataConverterException e) {
      throw new BadHttpCallException("Expected " + what + " of the type " + type.getTypeName()
          + ", but " + e.getMessage(), e);
    }
  }

  private static @Nullable Type optional(Type type) {
    return type instanceof ParameterizedType it && it.getRawType() == Optional.class
        ? it.getActualTypeArguments()[0]
        : null;
  }

  private static Type firstArgument(Type type) {
    return type instanceof ParameterizedType it ? it.getActualTypeArguments()[0] : Object.class;
  }
}
