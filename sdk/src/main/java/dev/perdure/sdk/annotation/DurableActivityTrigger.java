package dev.perdure.sdk.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the input parameter of an activity. Its type is the input's, or
/// `dev.perdure.sdk.TaskActivityContext`; a second parameter may be of the latter type.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface DurableActivityTrigger {

  /// A name for the activity in place of that of [FunctionName].
  String activity() default "";

  /// The name of the binding; it has no effect here.
  String name() default "";
}
