package dev.perdure.sdk;

import dev.perdure.model.Identifiers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The functions that a worker runs, by name. Register by code, by method reference, or a whole
/// class whose methods are annotated.
///
/// A method's function is called as its trigger says, else as
/// [dev.perdure.sdk.annotation.FunctionName] says, else `SimpleClass.method`. Shapes of methods:
/// - orchestrators: `(TaskOrchestrationContext)` or `(TaskOrchestrationContext, input)`;
/// - activities: `()`, `(input)`, `(TaskActivityContext)` or `(input, TaskActivityContext)`;
/// - entities: `(TaskEntityOperation)`; classes of entities are registered as such;
/// - functions with an HTTP trigger: see [dev.perdure.sdk.trigger.HttpFunction].
///
/// All methods that register throw [IllegalArgumentException] for a name that is taken or not
/// valid and for a method of another shape. A registry is filled by one thread; workers copy it.
public final class FunctionRegistry {
  private final Map<String, OrchestratorFunction<?>> orchestrators = new LinkedHashMap<>();
  private final Map<String, TaskActivity> activities = new LinkedHashMap<>();
  private final Map<String, HttpTriggered> https = new LinkedHashMap<>();
  private final Map<String, TaskEntity> entities = new LinkedHashMap<>();
  private final Map<String, String> origins = new HashMap<>();

  /// An empty registry.
  public FunctionRegistry() {}

  /// A registry with the same functions.
  public FunctionRegistry copy() {
    FunctionRegistry copy = new FunctionRegistry();
    copy.orchestrators.putAll(orchestrators);
    copy.activities.putAll(activities);
    copy.https.putAll(https);
    copy.entities.putAll(entities);
    copy.origins.putAll(origins);
    return copy;
  }

  /// Registers an orchestrator by code.
  public FunctionRegistry orchestration(String name, OrchestratorFunction<?> code) {
    return addOrchestrator(name, code, code.getClass().getName());
  }

  /// Registers an orchestrator of which every execution gets an object of its own.
  public FunctionRegistry addOrchestration(TaskOrchestrationFactory factory) {
    return addOrchestrator(factory.getName(), ctx -> {
      factory.create().run(ctx);
      return null;
    }, factory.getClass().getName());
  }

  /// Registers an orchestrator by method reference, whatever it returns.
  public FunctionRegistry orchestration(MethodReference.Run1<TaskOrchestrationContext> method) {
    return orchestrator(method);
  }

  /// Registers an orchestrator with input by method reference, whatever it returns.
  public <I extends @Nullable Object> FunctionRegistry orchestration(
      MethodReference.Run2<TaskOrchestrationContext, I> method) {
    return orchestrator(method);
  }

  /// Registers an activity by code.
  public FunctionRegistry activity(String name, TaskActivity code) {
    return addActivity(name, code, code.getClass().getName());
  }

  /// Registers an activity by code that takes its input.
  public <I> FunctionRegistry activity(
      String name, Class<I> inputType, Function<@Nullable I, ? extends @Nullable Object> code) {
    return addActivity(
        name, ctx -> code.apply(ctx.getInput(inputType)), code.getClass().getName());
  }

  /// Registers an activity of which every call gets an object of its own.
  public FunctionRegistry addActivity(TaskActivityFactory factory) {
    return addActivity(
        factory.getName(), ctx -> factory.create().run(ctx), factory.getClass().getName());
  }

  /// Registers an activity without input by method reference, whatever it returns.
  public FunctionRegistry activity(MethodReference.Run0 method) {
    return activityMethod(method);
  }

  /// Registers an activity by method reference, whatever it returns.
  public <I extends @Nullable Object> FunctionRegistry activity(MethodReference.Run1<I> method) {
    return activityMethod(method);
  }

  /// Registers an activity that also takes its context by method reference, whatever it returns.
  public <I extends @Nullable Object> FunctionRegistry activity(
      MethodReference.ContextRun<I> method) {
    return activityMethod(method);
  }

  /// Registers an entity by code. Names of entities are compared without regard to case.
  public FunctionRegistry entity(String name, TaskEntity code) {
    return addEntity(name, code, code.getClass().getName());
  }

  /// Registers a class as an entity under its simple name: its public methods are the operations,
  /// its fields the state. Where it has no operation `delete`, that one deletes the state.
  ///
  /// Operations have the shapes `()`, `(input)`, `(TaskEntityContext)` or
  /// `(input, TaskEntityContext)`. Objects are made by the constructor without parameters.
  public FunctionRegistry entity(Class<?> type) {
    return entity(type.getSimpleName(), type);
  }

  /// Registers a class as an entity.
  public FunctionRegistry entity(String name, Class<?> type) {
    EntityClass.of(type).newObject(); // A class that cannot be made shall fail here.
    return addEntity(name, operation -> operation.dispatch(type), type.getTypeName());
  }

  /// Registers a class as an entity whose objects are made by code, with what they need.
  public <T> FunctionRegistry entity(String name, Class<T> type, Supplier<? extends T> made) {
    EntityClass.of(type);
    return addEntity(name, operation -> operation.dispatch(type, made), type.getTypeName());
  }

  /// Registers the annotated methods of an object.
  public FunctionRegistry register(Object target) {
    AnnotatedMethods.register(target.getClass(), target, this);
    return this;
  }

  /// Registers the annotated methods of a class. If some are not static, an object is made by its
  /// constructor without parameters.
  public FunctionRegistry register(Class<?> type) {
    AnnotatedMethods.register(type, null, this);
    return this;
  }

  /// The orchestrator of the given name, if there is one.
  public Optional<OrchestratorFunction<?>> findOrchestrator(String name) {
    return Optional.ofNullable(orchestrators.get(name));
  }

  /// The activity of the given name, if there is one.
  public Optional<TaskActivity> findActivity(String name) {
    return Optional.ofNullable(activities.get(name));
  }

  /// The entity of the given name, in whatever case, if there is one.
  public Optional<TaskEntity> findEntity(String name) {
    return Optional.ofNullable(entities.get(name.toLowerCase(Locale.ROOT)));
  }

  /// The names of the entities, in lower case.
  public Set<String> entityNames() {
    return Set.copyOf(entities.keySet());
  }

  /// The names of the orchestrators.
  public Set<String> orchestratorNames() {
    return Set.copyOf(orchestrators.keySet());
  }

  /// The names of the activities.
  public Set<String> activityNames() {
    return Set.copyOf(activities.keySet());
  }

  /// The functions that HTTP requests start. A server hosts them; a worker leaves them alone.
  public List<HttpTriggered> httpFunctions() {
    return List.copyOf(https.values());
  }

  FunctionRegistry addHttp(HttpTriggered function, String origin) {
    checkName("HTTP function", function.name(), origin, https.containsKey(function.name()));
    https.put(function.name(), function);
    origins.put("HTTP function " + function.name(), origin);
    return this;
  }

  FunctionRegistry addOrchestrator(
      String name, OrchestratorFunction<?> code, String origin) {
    checkName("orchestrator", name, origin, orchestrators.containsKey(name));
    orchestrators.put(name, code);
    origins.put("orchestrator " + name, origin);
    return this;
  }

  FunctionRegistry addActivity(String name, TaskActivity code, String origin) {
    checkName("activity", name, origin, activities.containsKey(name));
    activities.put(name, code);
    origins.put("activity " + name, origin);
    return this;
  }

  FunctionRegistry addEntity(String name, TaskEntity code, String origin) {
    String key = name.toLowerCase(Locale.ROOT);
    checkName("entity", key, origin, entities.containsKey(key));
    String problem = Identifiers.entityIdProblem("@" + key + "@");
    if (problem != null) {
      throw new IllegalArgumentException(problem + ", for " + origin);
    }
    entities.put(key, code);
    origins.put("entity " + key, origin);
    return this;
  }

  private void checkName(String kind, String name, String origin, boolean taken) {
    String problem = Identifiers.nameProblem(kind + " name", name);
    if (problem != null) {
      throw new IllegalArgumentException(problem + ", for " + origin);
    }
    if (taken) {
      throw new IllegalArgumentException("Expected one " + kind + " named '" + name + "', but both "
          + origins.get(kind + " " + name) + " and " + origin + " have that name");
    }
  }

  private FunctionRegistry orchestrator(MethodReference reference) {
    ReferencedMethod found = ReferencedMethod.of(reference, "use orchestration(name, …)");
    FunctionMethod method = FunctionMethod.referenced(found.method(), reference);
    return addOrchestrator(found.functionName(), method.asOrchestrator(), method.origin());
  }

  private FunctionRegistry activityMethod(MethodReference reference) {
    ReferencedMethod found = ReferencedMethod.of(reference, "use activity(name, …)");
    FunctionMethod method = FunctionMethod.referenced(found.method(), reference);
    return addActivity(found.functionName(), method.asActivity(), method.origin());
  }
}
