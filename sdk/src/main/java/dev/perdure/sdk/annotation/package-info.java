/// The annotations that mark functions and their parameters, with the names that Durable Functions
/// gives them in Java. They only mark: what they mean is in `dev.perdure.sdk.FunctionRegistry`.
@NullMarked
package dev.perdure.sdk.annotation;

import org.jspecify.annotations.NullMarked;
