package dev.perdure.sdk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a parameter that receives a part of the route or, if the route has no such part, of the
/// query. Its type is `String` or one that can be read from text, such as `int` or `UUID`.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BindingName {

  /// The name in the route or the query.
  String value();
}
