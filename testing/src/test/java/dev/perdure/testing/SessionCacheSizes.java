package dev.perdure.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs a class of tests with everything replayed at every turn, with one live orchestration at a
/// time, and with none that is ever unloaded.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ParameterizedClass(name = "session cache of {0}")
@ValueSource(ints = {0, 1, 10_000})
@interface SessionCacheSizes {}
