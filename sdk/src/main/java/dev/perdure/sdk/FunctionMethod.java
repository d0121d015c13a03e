package dev.perdure.sdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A method that becomes a function: checks its shape and calls it. Method handles are used since
/// they let exceptions and errors pass as they are.
final class FunctionMethod {
  private static final int NONE = -1;

  private final Method method;
  private final MethodHandle handle;

  private FunctionMethod(Method method, @Nullable Object target) {
    this.method = method;
    this.handle = handle(method, target);
  }

  static FunctionMethod of(Method method, @Nullable Object target) {
    return new FunctionMethod(method, target);
  }

  static FunctionMethod referenced(Method method, MethodReference reference) {
    return new FunctionMethod(method, ReferencedMethod.receiver(reference));
  }

  static String describe(Method method) {
    return method.getDeclaringClass().getTypeName() + "." + method.getName()
        + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  String origin() {
    return describe(method);
  }

  OrchestratorFunction<?> asOrchestrator() {
    int context = position(TaskOrchestrationContext.class);
    int input = other(context);
    if (context == NONE || method.getParameterCount() > 2) {
      throw new IllegalArgumentException("Expected an orchestrator with the parameters "
          + "(TaskOrchestrationContext) or (TaskOrchestrationContext, input), but got " + origin());
    }
    if (input == NONE) {
      return ctx -> call(ctx);
    }
    Type type = method.getGenericParameterTypes()[input];
    boolean contextFirst = context == 0;
    return ctx -> {
      Object value = present(ctx.getInput(type), type);
      return contextFirst ? call(ctx, value) : call(value, ctx);
    };
  }

  TaskActivity asActivity() {
    int context = position(TaskActivityContext.class);
    int input = other(context);
    int most = context == NONE ? 1 : 2;
    if (method.getParameterCount() > most || position(TaskOrchestrationContext.class) != NONE) {
      throw new IllegalArgumentException("Expected an activity with the parameters (), (input), "
          + "(TaskActivityContext) or (input, TaskActivityContext), but got " + origin());
    }
    if (input == NONE) {
      return context == NONE ? unused -> call() : ctx -> call(ctx);
    }
    Type type = method.getGenericParameterTypes()[input];
    if (context == NONE) {
      return ctx -> call(present(ctx.getInput(type), type));
    }
    boolean contextFirst = context == 0;
    return ctx -> {
      Object value = present(ctx.getInput(type), type);
      return contextFirst ? call(ctx, value) : call(value, ctx);
    };
  }

  TaskEntity asEntity() {
    if (method.getParameterCount() != 1
        || method.getParameterTypes()[0] != TaskEntityOperation.class) {
      throw new IllegalArgumentException(
          "Expected an entity with the parameter (TaskEntityOperation), but got " + origin());
    }
    return operation -> call(operation);
  }

  private int position(Class<?> type) {
    return Arrays.asList(method.getParameterTypes()).indexOf(type);
  }

  /// The position of the parameter that is not the context.
  private int other(int context) {
    if (context == NONE) {
      return method.getParameterCount() == 0 ? NONE : 0;
    }
    return method.getParameterCount() == 1 ? NONE : context == 0 ? 1 : 0;
  }

  private @Nullable Object present(@Nullable Object value, Type type) {
    if (value == null && type instanceof Class<?> wanted && wanted.isPrimitive()) {
      throw new DataConverter.DataConverterException(
          "Expected an input of type " + type + " for " + origin() + ", but got none", null);
    }
    return value;
  }

  private @Nullable Object call(@Nullable Object... arguments) throws Exception {
    try {
      return switch (arguments.length) {
        case 0 -> (Object) handle.invokeExact();
        case 1 -> (Object) handle.invokeExact(arguments[0]);
        default -> (Object) handle.invokeExact(arguments[0], arguments[1]);
      };
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Expected an exception or an error, but got " + e, e);
    }
  }

  private static MethodHandle handle(Method method, @Nullable Object target) {
    boolean isStatic = Modifier.isStatic(method.getModifiers());
    if (!isStatic && target == null) {
      throw new IllegalArgumentException(
          "Expected " + describe(method) + " with its object, but it "
              + "is named through its class: pass it bound, as object::" + method.getName()
              + ", or register the object");
    }
    try {
      method.setAccessible(true);
      MethodHandle handle = MethodHandles.lookup().unreflect(method);
      MethodHandle bound = isStatic ? handle : handle.bindTo(target);
      return bound.asFixedArity().asType(bound.type().generic());
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      throw new IllegalArgumentException("Expected " + describe(method)
          + " to be accessible, but its module does not open its package", e);
    }
  }
}
