package dev.perdure.sdk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the context parameter of an orchestrator. It has the type
/// `dev.perdure.sdk.TaskOrchestrationContext`; a second parameter, if any, is the input.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface DurableOrchestrationTrigger {

  /// A name for the orchestrator in place of that of [FunctionName].
  String orchestration() default "";

  /// The name of the binding; it has no effect here.
  String name() default "";
}
