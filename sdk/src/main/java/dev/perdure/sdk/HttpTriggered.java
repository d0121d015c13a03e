package dev.perdure.sdk;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// A method that HTTP requests start, as it was registered.
///
/// @param name the function's name
/// @param method the method
/// @param target the object to call it on, absent if it is static
public record HttpTriggered(String name, Method method, @Nullable Object target) {}
