package dev.perdure.sdk;

import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableEntityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import dev.perdure.sdk.annotation.HttpTrigger;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the functions of a class by their annotations.
final class AnnotatedMethods {
  private AnnotatedMethods() {}

  static void register(Class<?> type, @Nullable Object given, FunctionRegistry registry) {
    Object target = given;
    int found = 0;
    for (Method method : methods(type)) {
      Trigger trigger = trigger(method);
      if (trigger == Trigger.NONE) {
        rejectNamed(method);
        continue;
      }
      found++;
      if (target == null && !Modifier.isStatic(method.getModifiers())) {
        target = newObject(type, method);
      }
      register(method, target, trigger, registry);
    }
    if (found == 0) {
      throw new IllegalArgumentException("Expected methods with a parameter annotated with "
          + "@DurableOrchestrationTrigger, @DurableActivityTrigger, @DurableEntityTrigger or "
          + "@HttpTrigger, but "
          + type.getTypeName() + " has none");
    }
  }

  private static void register(
      Method method, @Nullable Object target, Trigger trigger, FunctionRegistry registry) {
    if (trigger == Trigger.HTTP) {
      registry.addHttp(new HttpTriggered(FunctionNames.of(method), method, target),
          FunctionMethod.describe(method));
      return;
    }
    FunctionMethod function = FunctionMethod.of(method, target);
    String name = FunctionNames.of(method);
    if (trigger == Trigger.ORCHESTRATION) {
      registry.addOrchestrator(name, function.asOrchestrator(), function.origin());
    } else if (trigger == Trigger.ENTITY) {
      registry.addEntity(name, function.asEntity(), function.origin());
    } else {
      registry.addActivity(name, function.asActivity(), function.origin());
    }
  }

  /// The methods of the class and those above it, overriding ones instead of overridden ones, in
  /// the order of their names, since the JDK gives them in none.
  private static Iterable<Method> methods(Class<?> type) {
    Map<String, Method> methods = new LinkedHashMap<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      Arrays.stream(at.getDeclaredMethods())
          .filter(it -> !it.isSynthetic())
          .sorted((one, other) -> one.toGenericString().compareTo(other.toGenericString()))
          .forEach(it -> methods.putIfAbsent(
              it.getName() + Arrays.toString(it.getParameterTypes()), it));
    }
    return methods.values();
  }

  private static Trigger trigger(Method method) {
    Trigger found = Trigger.NONE;
    for (Annotation[] annotations : method.getParameterAnnotations()) {
      for (Annotation annotation : annotations) {
        Trigger trigger = Trigger.of(annotation);
        if (trigger != Trigger.NONE && found != Trigger.NONE) {
          throw new IllegalArgumentException("Expected one trigger, but "
              + FunctionMethod.describe(method) + " has several");
        }
        found = trigger == Trigger.NONE ? found : trigger;
      }
    }
    return found;
  }

  private static void rejectNamed(Method method) {
    if (method.isAnnotationPresent(FunctionName.class)) {
      throw new IllegalArgumentException(
          "Expected a parameter with @DurableOrchestrationTrigger, @DurableActivityTrigger or "
              + "@DurableEntityTrigger, but " + FunctionMethod.describe(method)
              + " has a @FunctionName and no trigger");
    }
  }

  private static Object newObject(Class<?> type, Method method) {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("Expected a constructor without parameters for "
          + FunctionMethod.describe(method) + ", which is not static, but "
          + type.getTypeName() + " has none that works: register an object instead", e);
    }
  }

  private enum Trigger {
    NONE, ORCHESTRATION, ACTIVITY, ENTITY, HTTP;

    static Trigger of(Annotation annotation) {
      if (annotation instanceof DurableOrchestrationTrigger) {
        return ORCHESTRATION;
      }
      if (annotation instanceof DurableActivityTrigger) {
        return ACTIVITY;
      }
      if (annotation instanceof DurableEntityTrigger) {
        return ENTITY;
      }
      return annotation instanceof HttpTrigger ? HTTP : NONE;
    }
  }
}
