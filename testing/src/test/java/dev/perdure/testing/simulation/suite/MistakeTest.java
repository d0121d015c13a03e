package dev.perdure.testing.simulation.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MistakeTest {
  private static final Path ROOT = Objects.requireNonNull(
      Path.of("").toAbsolutePath().getParent());

  @Test
  void everyMistakeFitsIntoTheCodeAndCompiles() {
    Planter planter = new Planter(ROOT);
    List<Mistake> mistakes = Mistake.all();

    assertThat(mistakes).extracting(Mistake::name).doesNotHaveDuplicates();
    assertThat(mistakes).hasSizeGreaterThanOrEqualTo(55);
    for (Mistake mistake : mistakes) {
      assertThat(planter.compile(mistake)).as(mistake.name()).containsKey(mistake.className());
    }
  }

  @Test
  void aMistakeInTheEngineIsFound() {
    LongFunction<@Nullable String> search = new Planter(ROOT).plant(named("id race"));

    assertThat(search.apply(0)).startsWith("OUTCOME");
    assertThat(new PlantedSearch().apply(0)).isNull();
  }

  @Test
  void aMistakeThatDoesNotFitIsRefused() {
    Mistake mistake = new Mistake(
        "moved on", "engine/src/main/java/dev/perdure/engine/Engine.java",
        List.of(new Mistake.Edit("what is not there", "")));

    assertThatThrownBy(() -> mistake.source(ROOT)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("let mistakes.txt follow the code");
  }

  private static Mistake named(String start) {
    return Mistake.all().stream().filter(it -> it.name().startsWith(start)).findFirst()
        .orElseThrow();
  }
}
