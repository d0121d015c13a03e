package dev.perdure.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FunctionsTest {
  private static final String SERVICES = "META-INF/services/" + FunctionModule.class.getName();

  @TempDir
  private Path directory;

  /// A module of a user.
  public static final class Shop implements FunctionModule {
    @Override
    public void register(FunctionRegistry registry) {
      registry.orchestration("Order", ctx -> "ordered").activity("Pay", ctx -> "paid");
    }
  }

  /// One that cannot be registered.
  public static final class Twice implements FunctionModule {
    @Override
    public void register(FunctionRegistry registry) {
      registry.activity("Pay", ctx -> "paid").activity("Pay", ctx -> "paid again");
    }
  }

  @Test
  void theExamplesAreOnTheClassPath() {
    assertThat(Functions.ofClassPath().orchestratorNames()).contains("Chaining");
    assertThat(Functions.overHttp(Functions.ofClassPath())).isNotEmpty();
  }

  @Test
  void aDirectoryOfClassesBringsItsFunctionsInsteadOfTheExamples() throws IOException {
    Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(directory.resolve(SERVICES), Shop.class.getName());

    FunctionRegistry functions = Functions.in(List.of(directory));

    assertThat(functions.orchestratorNames()).containsExactly("Order");
    assertThat(functions.activityNames()).containsExactly("Pay");
    assertThat(functions.entityNames()).isEmpty();
    assertThat(Functions.overHttp(functions)).isEmpty();
  }

  @Test
  void jarsAreFoundByThemselvesAndInTheirDirectory() throws IOException {
    Path jar = jar("shop.jar", Shop.class);

    assertThat(Functions.in(List.of(jar)).orchestratorNames()).containsExactly("Order");
    assertThat(Functions.in(List.of(directory)).orchestratorNames()).containsExactly("Order");
  }

  @Test
  void whatBringsNoFunctionsIsRefused() throws IOException {
    Path text = Files.writeString(directory.resolve("notes.txt"), "");
    Path nowhere = directory.resolve("nowhere.jar");

    assertThatThrownBy(() -> Functions.in(List.of(directory)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("found none").hasMessageContaining(SERVICES);
    assertThatThrownBy(() -> Functions.in(List.of(text)))
        .isInstanceOf(OperatorException.class).hasMessageEndingWith(text + " is neither");
    assertThatThrownBy(() -> Functions.in(List.of(nowhere)))
        .isInstanceOf(OperatorException.class)
        .hasMessageEndingWith(nowhere + " does not exist");
  }

  @Test
  void modulesThatCannotBeLoadedAreNamed() throws IOException {
    assertThatThrownBy(() -> Functions.in(List.of(jar("twice.jar", Twice.class))))
        .isInstanceOf(OperatorException.class).hasMessageContaining("Pay");

    Path broken = directory.resolve("broken");
    Files.createDirectories(broken.resolve("META-INF/services"));
    Files.writeString(broken.resolve(SERVICES), "no.such.Module");
    assertThatThrownBy(() -> Functions.in(List.of(broken)))
        .isInstanceOf(OperatorException.class).hasMessageContaining("no.such.Module");
  }

  private Path jar(String name, Class<?> module) throws IOException {
    Path jar = directory.resolve(name);
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(SERVICES));
      out.write((module.getName() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return jar;
  }
}
