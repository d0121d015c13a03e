package dev.perdure.sdk;

import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableEntityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

/// The one rule for the name of a method's function, for registering and for calling: the name in
/// the trigger, else that in [FunctionName], else `SimpleClass.method`.
final class FunctionNames {

  private FunctionNames() {}

  static String of(Method method) {
    for (Annotation[] annotations : method.getParameterAnnotations()) {
      for (Annotation annotation : annotations) {
        String name = inTrigger(annotation);
        if (!name.isEmpty()) {
          return name;
        }
      }
    }
    FunctionName named = method.getAnnotation(FunctionName.class);
    return named != null
        ? named.value()
        : method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  private static String inTrigger(Annotation annotation) {
    if (annotation instanceof DurableOrchestrationTrigger trigger) {
      return trigger.orchestration();
    }
    if (annotation instanceof DurableEntityTrigger trigger) {
      return trigger.entityName();
    }
    return annotation instanceof DurableActivityTrigger trigger ? trigger.activity() : "";
  }
}
