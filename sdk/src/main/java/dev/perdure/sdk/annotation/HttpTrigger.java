package dev.perdure.sdk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the request parameter of a function that an HTTP request starts. Such functions are hosted
/// by a later version; registering one logs a warning.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface HttpTrigger {

  /// The name of the binding.
  String name();

  /// The HTTP methods that start the function; none means all.
  String[] methods() default {};

  /// The path below the API's root; empty means the function's name.
  String route() default "";
}
