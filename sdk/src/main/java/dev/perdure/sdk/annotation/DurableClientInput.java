package dev.perdure.sdk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a parameter that receives a `dev.perdure.sdk.client.DurableClientContext`.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface DurableClientInput {

  /// The name of the binding.
  String name() default "";

  /// The task hub to work on; empty means the program's own.
  String taskHub() default "";
}
