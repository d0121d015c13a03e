package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lists of what is large come in pages that anybody can take.
final class LargePagesTest extends HubTest {
  private static final String MEGABYTE = "x".repeat(1 << 20);

  @BeforeEach
  void register() {
    functions.orchestration("Echo", ctx -> ctx.getInput(String.class))
        .orchestration("Fan", ctx -> {
          for (int i = 0; i < 8; i++) {
            ctx.callActivity("Take", MEGABYTE, String.class);
          }
          return "small";
        })
        .activity("Take", ctx -> "taken")
        .entity(Box.class);
  }

  /// A text that grows.
  static final class Box {
    private String text = "";

    /// Appends some letters and says how many there are.
    public int grow(int letters) {
      text += "x".repeat(letters);
      return text.length();
    }
  }

  @Test
  void aPageOfInstancesEndsBeforeItIsTooLarge() throws Exception {
    for (int i = 0; i < 7; i++) {
      assertThat(run("Echo", MEGABYTE).readOutputAs(String.class)).isEqualTo(MEGABYTE);
    }

    assertThat(sizes(true)).containsExactly(1, 1, 1, 1, 1, 1, 1);
    assertThat(sizes(false)).containsExactly(7);
  }

  @Test
  void whatStandsBesidePayloadsInTheSameRowDoesNotCount() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(output("Fan", String.class)).isEqualTo("small");
    }

    assertThat(sizes(true)).containsExactly(5);
  }

  @Test
  void aPageOfEntitiesEndsBeforeItIsTooLarge() throws Exception {
    for (int i = 0; i < 7; i++) {
      client().call(new EntityId("box", "" + i), Box::grow, MEGABYTE.length(), PATIENCE);
    }

    assertThat(entityPages(true)).containsExactly(
        List.of("0", "1", "2"), List.of("3", "4", "5"), List.of("6"));
    assertThat(entityPages(false)).hasSize(1);
  }

  private List<Integer> sizes(boolean payloads) {
    List<Integer> sizes = new ArrayList<>();
    @Nullable
    String continuation = null;
    do {
      InstancePage page = hub().taskHub()
          .query(new InstanceQuery(InstanceFilter.ALL, 1000, continuation, payloads))
          .toCompletableFuture().join();
      sizes.add(page.instances().size());
      continuation = page.continuation();
    } while (continuation != null);
    return sizes;
  }

  private List<List<String>> entityPages(boolean states) {
    List<List<String>> pages = new ArrayList<>();
    @Nullable
    String continuation = null;
    do {
      EntityPage page = hub().taskHub().entities()
          .query(new EntityQuery(
              null, null, null, new EntityQuery.Fetch(states, false), 1000, continuation))
          .toCompletableFuture().join();
      pages.add(page.entities().stream().map(EntityState::id).map(EntityId::key).toList());
      continuation = page.continuation();
    } while (continuation != null);
    return pages;
  }
}
