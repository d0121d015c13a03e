package dev.perdure.sdk.annotation;

import dev.perdure.sdk.http.HttpMethod;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the parameter of a function that an HTTP request starts. Its type is
/// [dev.perdure.sdk.http.HttpRequestMessage], or that of the body alone. Servers host such
/// functions below `/api`; a plain worker leaves them alone.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface HttpTrigger {

  /// The name of the binding.
  String name();

  /// The HTTP methods that start the function; none means all.
  HttpMethod[] methods() default {};

  /// The path below the API's root, such as `orders/{id}` or `files/{*path}`; empty means the
  /// function's name. A part may be optional (`{id?}`) or of a kind (`{id:int}`, `alpha`, `guid`).
  String route() default "";

  /// What a request must carry.
  AuthorizationLevel authLevel() default AuthorizationLevel.FUNCTION;
}
