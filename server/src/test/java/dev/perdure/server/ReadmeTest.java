package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java code of the first page compiles as it stands there.
final class ReadmeTest {
  /// What the lines about entities leave out: where they stand, and what is there already.
  private static final String AROUND = """
      import dev.perdure.model.EntityId;
      import dev.perdure.sdk.FunctionRegistry;
      import dev.perdure.sdk.TaskOrchestrationContext;
      import dev.perdure.sdk.client.DurableTaskClient;
      import java.time.Duration;

      class Around {
        void around(
            FunctionRegistry functions, DurableTaskClient client, TaskOrchestrationContext ctx)
            throws Exception {
          %s
        }
      }

      %s
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void theFirstOrchestrationCompiles() throws IOException {
    assertThat(problems("Hello", blocks().get(0))).isEmpty();
  }

  @Test
  void theFirstEntityIsTenLinesThatCompile() throws IOException {
    String block = blocks().get(1);
    int end = block.indexOf("\n}\n") + 3;

    assertThat(block.lines()).hasSizeLessThanOrEqualTo(10);
    assertThat(block).startsWith("public final class Counter {");
    String counter = block.substring(0, end).replace("public final class", "final class");
    assertThat(problems("Around", AROUND.formatted(block.substring(end), counter))).isEmpty();
  }

  @Test
  void whatDoesNotCompileIsFound() {
    assertThat(problems("Around", AROUND.formatted("int now = client;", ""))).hasSize(1);
  }

  private static List<String> blocks() throws IOException {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("../README.md"))).results()
        .map((MatchResult it) -> it.group(1)).toList();
  }

  private List<String> problems(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    var file = new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
    boolean compiled = compiler.getTask(
        null, null, found,
        List.of("-proc:none", "-d", directory.toString(), "-cp",
            System.getProperty("java.class.path")),
        null, List.of(file)).call();
    List<String> problems = found.getDiagnostics().stream()
        .filter(it -> it.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .map(Object::toString).toList();
    assertThat(problems.isEmpty()).isEqualTo(compiled);
    return problems;
  }
}
