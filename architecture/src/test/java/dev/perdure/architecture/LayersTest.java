package dev.perdure.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/// Who may see whom, and what the pure parts may not touch. Rules about packages that do not exist
/// yet hold from the day they do.
@AnalyzeClasses(packages = "dev.perdure", importOptions = DoNotIncludeTests.class)
final class LayersTest {
  private static final String[] PURE = {
      "dev.perdure.model..", "dev.perdure.engine..", "dev.perdure.sdk.replay.."};

  private static final Set<String> IMPURE_TYPES = Set.of(
      "java.time.Clock", "java.time.InstantSource", "java.lang.Thread", "java.lang.ThreadLocal",
      "java.lang.ScopedValue", "java.lang.Process", "java.lang.Runtime", "java.lang.System$Logger",
      "java.util.Timer", "java.util.Random", "java.util.SplittableRandom",
      "java.security.SecureRandom");

  private static final Set<String> IMPURE_CALLS = Set.of(
      "java.lang.System.currentTimeMillis", "java.lang.System.nanoTime", "java.lang.System.getenv",
      "java.lang.System.getProperty", "java.lang.System.getLogger", "java.lang.Math.random",
      "java.lang.Object.wait", "java.lang.Object.notify", "java.lang.Object.notifyAll",
      "java.util.UUID.randomUUID", "java.util.Collections.shuffle");

  private static final Set<String> INSTANCE_CHANGES = Set.of(
      "put", "add", "removeMails", "open", "close", "turn");

  @ArchTest
  static final ArchRule modulesSeeOnlyWhatTheyMay = layeredArchitecture()
      .consideringOnlyDependenciesInAnyPackage("dev.perdure..")
      .withOptionalLayers(true)
      .layer("model").definedBy("dev.perdure.model..")
      .layer("engine").definedBy("dev.perdure.engine..")
      .layer("runtime").definedBy("dev.perdure.runtime..")
      .layer("stores").definedBy("dev.perdure.stores..")
      .layer("sdk").definedBy("dev.perdure.sdk..")
      .layer("embedded").definedBy("dev.perdure.embedded..")
      .layer("testing").definedBy("dev.perdure.testing..")
      .layer("protocol").definedBy("dev.perdure.protocol..")
      .layer("functions").definedBy("dev.perdure.functions..")
      .layer("server").definedBy("dev.perdure.server..")
      .layer("examples").definedBy("dev.perdure.examples..")
      .layer("benchmarks").definedBy("dev.perdure.benchmarks..")
      .whereLayer("model").mayNotAccessAnyLayer()
      .whereLayer("engine").mayOnlyAccessLayers("model")
      .whereLayer("runtime").mayOnlyAccessLayers("engine", "model")
      .whereLayer("stores").mayOnlyAccessLayers("runtime")
      .whereLayer("sdk").mayOnlyAccessLayers("model")
      .whereLayer("embedded").mayOnlyAccessLayers("sdk", "runtime", "engine", "model")
      .whereLayer("testing").mayOnlyAccessLayers("embedded", "sdk", "runtime", "engine", "model")
      .whereLayer("protocol").mayOnlyAccessLayers("sdk", "model")
      .whereLayer("functions").mayOnlyAccessLayers("sdk", "model")
      .whereLayer("server")
      .mayOnlyAccessLayers("embedded", "protocol", "functions", "sdk", "runtime", "engine", "model")
      .whereLayer("examples").mayOnlyAccessLayers("sdk", "model")
      .whereLayer("testing").mayNotBeAccessedByAnyLayer()
      .whereLayer("server").mayOnlyBeAccessedByLayers("benchmarks")
      .whereLayer("examples").mayNotBeAccessedByAnyLayer()
      .whereLayer("benchmarks").mayNotBeAccessedByAnyLayer()
      .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule pureCodeTouchesNoClockThreadFileChanceOrLog = noClasses()
      .that().resideInAnyPackage(PURE)
      .should().dependOnClassesThat(
          resideInAnyPackage(
              "java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..",
              "java.util.concurrent..", "java.util.random..", "java.util.logging..", "org.slf4j..")
              .and(DescribedPredicate.not(type("java.io.Serializable")))
              .or(describe("are impure types", it -> IMPURE_TYPES.contains(it.getName()))))
      .orShould().callMethodWhere(impureCall())
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule theModelAndTheEngineNeedOnlyTheJdk = classes()
      .that().resideInAnyPackage("dev.perdure.model..", "dev.perdure.engine..")
      .should().onlyDependOnClassesThat().resideInAnyPackage(
          "java..", "org.jspecify.annotations..", "dev.perdure.model..", "dev.perdure.engine..");

  @ArchTest
  static final ArchRule onlyEvolveChangesAnInstance = noClasses()
      .that().resideInAPackage("dev.perdure.engine..")
      .should().callMethodWhere(changesAnInstance());

  @ArchTest
  static final ArchRule storesSeeOnlyTheContractOfTheRuntime = noClasses()
      .that().resideInAPackage("dev.perdure.stores..")
      .should().dependOnClassesThat(
          resideInAPackage("dev.perdure.runtime..")
              .and(DescribedPredicate.not(resideInAPackage("dev.perdure.runtime.store.."))))
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule storesDoNotSeeEachOther = slices()
      .matching("dev.perdure.stores.(*)..").should().notDependOnEachOther().allowEmptyShould(true);

  @ArchTest
  static final ArchRule frontsOfTheServerDoNotSeeEachOther = slices()
      .assignedFrom(new Fronts()).should().notDependOnEachOther().allowEmptyShould(true);

  @ArchTest
  static final ArchRule packagesFormNoCycle = slices()
      .assignedFrom(new EachPackage()).should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule namesSayWhatAThingIs = noClasses()
      .should().haveNameMatching(".*(Impl|Utils?|Helpers?|Managers?)");

  /// Handlers describe changes and make none. All that takes an argument and is named so changes.
  private static DescribedPredicate<JavaCall<?>> changesAnInstance() {
    return describe("change an instance outside Engine.evolve", call -> {
      boolean evolve = call.getOriginOwner().getName().equals("dev.perdure.engine.Engine")
          && call.getOrigin().getName().equals("evolve");
      return !evolve
          && call.getTargetOwner().getName().equals("dev.perdure.engine.state.Instance")
          && INSTANCE_CHANGES.contains(call.getName())
          && !call.getTarget().getRawParameterTypes().isEmpty();
    });
  }

  private static DescribedPredicate<JavaClass> type(String name) {
    return describe(name, it -> it.getName().equals(name));
  }

  private static DescribedPredicate<JavaCall<?>> impureCall() {
    return describe("asks for the time, for chance or for the surroundings", call -> {
      AccessTarget target = call.getTarget();
      String owner = target.getOwner().getName();
      return (owner.startsWith("java.time.") && target.getName().equals("now"))
          || IMPURE_CALLS.contains(owner + "." + target.getName());
    });
  }

  /// One slice for each package, so that a cycle is found inside a module as well as across.
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }

  /// The packages right below the server's, but for those that put the program together.
  private static final class Fronts implements SliceAssignment {
    private static final String SERVER = "dev.perdure.server.";
    private static final Set<String> NOT_FRONTS = Set.of("main", "configuration", "answer");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (!name.startsWith(SERVER)) {
        return SliceIdentifier.ignore();
      }
      String front = name.substring(SERVER.length()).replaceFirst("\\..*", "");
      return NOT_FRONTS.contains(front) ? SliceIdentifier.ignore() : SliceIdentifier.of(front);
    }

    @Override
    public String getDescription() {
      return "the fronts of the server";
    }
  }
}
