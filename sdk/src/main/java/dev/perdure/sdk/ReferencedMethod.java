package dev.perdure.sdk;

import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The method that a method reference names. Finding it takes a microsecond once for each place in
/// the code; afterwards it is a look-up by the reference's class, of which each place has its own.
public final class ReferencedMethod {
  private static final Known KNOWN = new Known();

  private final Method method;
  private final String functionName;
  private final Type resultType;

  private ReferencedMethod(Method method) {
    this.method = method;
    this.functionName = FunctionNames.of(method);
    this.resultType = method.getGenericReturnType();
  }

  /// The method that the reference names.
  ///
  /// @param instead what to do where no method reference can be given, for the message
  /// @throws IllegalArgumentException if it is a written-out lambda or an object
  public static ReferencedMethod of(MethodReference reference, String instead) {
    AtomicReference<@Nullable ReferencedMethod> known = KNOWN.get(reference.getClass());
    ReferencedMethod found = known.get();
    if (found == null) {
      found = new ReferencedMethod(resolve(serialized(reference, instead), reference, instead));
      known.set(found);
    }
    return found;
  }

  /// The object that the reference is bound to: of `orders::reserve` it is `orders`.
  static @Nullable Object receiver(MethodReference reference) {
    SerializedLambda lambda = serialized(reference, "register it by name");
    return lambda.getCapturedArgCount() == 0 ? null : lambda.getCapturedArg(0);
  }

  /// The method.
  public Method method() {
    return method;
  }

  /// The name under which the method is registered as a function.
  public String functionName() {
    return functionName;
  }

  /// The name under which the method is an operation of an entity.
  ///
  /// @throws IllegalArgumentException if it cannot be one, since it is not public or is static
  public String operationName() {
    int modifiers = method.getModifiers();
    if (!Modifier.isPublic(modifiers) || Modifier.isStatic(modifiers)) {
      throw new IllegalArgumentException(
          "Expected a public method of an entity's class, but got "
              + FunctionMethod.describe(method));
    }
    return method.getName();
  }

  /// The return type of the method with its generics.
  public Type resultType() {
    return resultType;
  }

  private static SerializedLambda serialized(MethodReference reference, String instead) {
    try {
      Method writeReplace = reference.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      if (writeReplace.invoke(reference) instanceof SerializedLambda lambda) {
        return lambda;
      }
    } catch (ReflectiveOperationException e) {
      throw rejected("an object of " + reference.getClass().getName(), instead, e);
    }
    throw rejected("an object of " + reference.getClass().getName(), instead, null);
  }

  private static Method resolve(
      SerializedLambda lambda, MethodReference reference, String instead) {
    String owner = lambda.getImplClass().replace('/', '.');
    String name = lambda.getImplMethodName();
    if (name.startsWith("lambda$")) {
      throw rejected("a lambda written out in " + owner, instead, null);
    }
    if (name.equals("<init>")) {
      throw rejected("a constructor of " + owner, instead, null);
    }
    ClassLoader loader = reference.getClass().getClassLoader();
    try {
      Class<?> type = Class.forName(owner, false, loader);
      Class<?>[] parameters = MethodType
          .fromMethodDescriptorString(lambda.getImplMethodSignature(), loader)
          .parameterArray();
      return find(type, name, parameters);
    } catch (ReflectiveOperationException e) {
      throw rejected("a reference to " + owner + "." + name + " that cannot be found", instead, e);
    }
  }

  private static Method find(Class<?> type, String name, Class<?>[] parameters)
      throws NoSuchMethodException {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.getName().equals(name)
            && Arrays.equals(method.getParameterTypes(), parameters)) {
          return method;
        }
      }
    }
    return type.getMethod(name, parameters); // It is a default method of an interface.
  }

  private static IllegalArgumentException rejected(
      String what, String instead, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Expected a method reference such as Orders::reserve, but got " + what
            + ": pass a method reference or " + instead,
        cause);
  }

  /// What was found, by the class that the JVM made for a place in the code.
  private static final class Known extends ClassValue<AtomicReference<@Nullable ReferencedMethod>> {
    @Override
    protected AtomicReference<@Nullable ReferencedMethod> computeValue(Class<?> type) {
      return new AtomicReference<>();
    }
  }
}
