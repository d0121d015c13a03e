package dev.perdure.sdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A class whose public methods are the operations of an entity and whose fields are its state.
/// Final, static and transient fields are not state: a constructor may put there what the class
/// needs. The names of operations are compared without regard to case.
///
/// @param <T> the class
public final class EntityClass<T> {
  private static final Type FIELDS = new TypeRef<Map<String, @Nullable Object>>() {}.type();

  private static final ClassValue<EntityClass<?>> KNOWN = new ClassValue<>() {
    @Override
    protected EntityClass<?> computeValue(Class<?> type) {
      return new EntityClass<>(type);
    }
  };

  private final Class<T> type;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Map<String, Operation> operations = new HashMap<>();

  private EntityClass(Class<T> type) {
    this.type = type;
    try {
      for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
        findFields(at);
      }
      findOperations();
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      throw new IllegalArgumentException("Expected " + type.getTypeName()
          + " to be accessible, but its module does not open its package", e);
    }
  }

  /// What is known of a class.
  ///
  /// @throws IllegalArgumentException if it is not fit to be an entity
  @SuppressWarnings("unchecked") // The value of a class is made for that class.
  public static <T> EntityClass<T> of(Class<T> type) {
    return (EntityClass<T>) KNOWN.get(type);
  }

  private void findFields(Class<?> at) {
    int notState = Modifier.STATIC | Modifier.FINAL | Modifier.TRANSIENT;
    for (Field field : at.getDeclaredFields()) {
      if ((field.getModifiers() & notState) == 0 && !field.isSynthetic()) {
        field.setAccessible(true);
        if (fields.putIfAbsent(field.getName(), field) != null) {
          throw new IllegalArgumentException("Expected each field of " + type.getTypeName()
              + " to have a name of its own, but there are two named " + field.getName());
        }
      }
    }
  }

  private void findOperations() throws IllegalAccessException {
    for (Method method : type.getMethods()) {
      if (method.getDeclaringClass() == Object.class || method.isBridge()
          || Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      method.setAccessible(true);
      Operation operation = Operation.of(method);
      Operation other = operations.putIfAbsent(key(method.getName()), operation);
      if (other != null) {
        throw new IllegalArgumentException("Expected each operation of " + type.getTypeName()
            + " to have a name of its own, but there are "
            + FunctionMethod.describe(other.method()) + " and "
            + FunctionMethod.describe(method));
      }
    }
  }

  /// A new object, made by the constructor without parameters.
  public T newObject() {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("Expected a constructor without parameters, but "
          + type.getTypeName() + " has none that works: say how to make its objects", e);
    }
  }

  /// Lets an object have a state.
  public void read(T object, String state, DataConverter converter) {
    Object found = converter.deserialize(state, FIELDS);
    if (!(found instanceof Map<?, ?> values)) {
      throw new DataConverter.DataConverterException(
          "Expected the fields of " + type.getTypeName() + ", but the state is no object", null);
    }
    values.forEach((name, value) -> {
      Field field = fields.get(String.valueOf(name));
      if (field != null) {
        set(object, field, value, converter);
      }
    });
  }

  private static void set(
      Object object, Field field, @Nullable Object value, DataConverter converter) {
    if (value == null && field.getType().isPrimitive()) {
      return;
    }
    boolean same = value == null || value.getClass() == field.getType()
        || (value instanceof Integer && field.getType() == int.class)
        || (value instanceof Boolean && field.getType() == boolean.class);
    Object converted = same
        ? value
        : converter.deserialize(converter.serialize(value), field.getGenericType());
    try {
      field.set(object, converted);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Expected to set " + field + ", but could not", e);
    }
  }

  /// The state of an object.
  public @Nullable String write(T object, DataConverter converter) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    fields.forEach((name, field) -> {
      try {
        values.put(name, field.get(object));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("Expected to read " + field + ", but could not", e);
      }
    });
    return converter.serialize(values);
  }

  /// Whether the class has an operation of the name.
  public boolean has(String operation) {
    return operations.containsKey(key(operation));
  }

  /// Performs an operation.
  ///
  /// @throws IllegalArgumentException if the class has none of that name
  public @Nullable Object perform(T object, TaskEntityOperation operation) throws Exception {
    Operation found = operations.get(key(operation.getName()));
    if (found == null) {
      TreeSet<String> names = new TreeSet<>();
      operations.values().forEach(it -> names.add(it.method().getName()));
      throw new IllegalArgumentException("Expected one of the operations " + names + " of "
          + type.getTypeName() + ", but got '" + operation.getName() + "'");
    }
    return found.perform(object, operation);
  }

  private static String key(String operation) {
    return operation.toLowerCase(Locale.ROOT);
  }

  /// A method that is an operation.
  ///
  /// @param input the position of its input, or -1
  /// @param context the position of its context, or -1
  private record Operation(Method method, MethodHandle handle, int input, int context) {

    static Operation of(Method method) throws IllegalAccessException {
      Class<?>[] parameters = method.getParameterTypes();
      int context = -1;
      int input = -1;
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i] == TaskEntityContext.class && context < 0) {
          context = i;
        } else if (input < 0) {
          input = i;
        } else {
          throw new IllegalArgumentException("Expected an operation with the parameters (), "
              + "(input), (TaskEntityContext) or (input, TaskEntityContext), but got "
              + FunctionMethod.describe(method));
        }
      }
      MethodHandle handle = MethodHandles.lookup().unreflect(method).asFixedArity();
      return new Operation(
          method, handle.asSpreader(Object[].class, parameters.length), input, context);
    }

    @Nullable
    Object perform(Object object, TaskEntityOperation operation) throws Exception {
      @Nullable
      Object[] arguments = new Object[method.getParameterCount()];
      if (context >= 0) {
        arguments[context] = operation.getContext();
      }
      if (input >= 0) {
        arguments[input] = argument(operation);
      }
      try {
        return handle.invoke(object, arguments);
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("Expected an exception or an error, but got " + e, e);
      }
    }

    private @Nullable Object argument(TaskEntityOperation operation) {
      Type type = method.getGenericParameterTypes()[input];
      Object value = operation.getInput(type);
      if (value == null && type instanceof Class<?> wanted && wanted.isPrimitive()) {
        throw new DataConverter.DataConverterException("Expected an input of type " + type
            + " for " + FunctionMethod.describe(method) + ", but got none", null);
      }
      return value;
    }
  }
}
