package dev.perdure.sdk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the parameter of an entity, of type `dev.perdure.sdk.TaskEntityOperation`. The method
/// performs the operation: with a switch over its name, or by handing it to a class with
/// `operation.dispatch(Counter.class)`.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface DurableEntityTrigger {

  /// A name for the entity in place of that of [FunctionName].
  String entityName() default "";

  /// The name of the binding; it has no effect here.
  String name() default "";
}
