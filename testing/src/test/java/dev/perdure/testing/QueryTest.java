package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.client.OrchestrationStatusQuery;
import dev.perdure.sdk.client.OrchestrationStatusQueryResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueryTest extends HubTest {

  @BeforeEach
  void register() {
    functions.orchestration("Echo", ctx -> ctx.getInput(Object.class))
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await());
  }

  /// All pages of a query, as ids.
  private List<String> ids(OrchestrationStatusQuery query) {
    List<String> ids = new ArrayList<>();
    while (true) {
      OrchestrationStatusQueryResult page = client().queryInstances(query);
      page.getOrchestrationState().forEach(it -> ids.add(it.getInstanceId()));
      if (page.getContinuationToken().isEmpty()) {
        return ids;
      }
      query.setContinuationToken(page.getContinuationToken().get());
    }
  }

  private static OrchestrationStatusQuery query() {
    return new OrchestrationStatusQuery();
  }

  private void startTagged(String id, String name, Map<String, String> tags) {
    client().scheduleNewOrchestrationInstance(name,
        new NewOrchestrationInstanceOptions().setInstanceId(id).setTags(tags));
  }

  @Test
  void anEmptyHubHasAnEmptyPage() {
    OrchestrationStatusQueryResult page = client().queryInstances(query());

    assertThat(page.getOrchestrationState()).isEmpty();
    assertThat(page.getContinuationToken()).isEmpty();
  }

  @Test
  void everyFilterFilters() throws Exception {
    Instant begin = hub().now();
    startTagged("a-1", "Echo", Map.of("team", "red", "k", "1"));
    startTagged("a-2", "Wait", Map.of("team", "red"));
    hub().advance(Duration.ofMinutes(1));
    Instant middle = hub().now();
    startTagged("b-1", "Echo", Map.of("team", "blue"));
    startTagged("b-2", "Wait", Map.of());
    hub().advance(Duration.ofMinutes(1));
    client().suspendInstance("b-2");

    assertThat(ids(query())).containsExactly("a-1", "a-2", "b-1", "b-2");
    assertThat(ids(query().setRuntimeStatusList(List.of(OrchestrationStatus.COMPLETED))))
        .containsExactly("a-1", "b-1");
    assertThat(ids(query().setRuntimeStatusList(
        List.of(OrchestrationStatus.RUNNING, OrchestrationStatus.SUSPENDED))))
        .containsExactly("a-2", "b-2");
    assertThat(ids(query().setInstanceIdPrefix("a"))).containsExactly("a-1", "a-2");
    assertThat(ids(query().setName("Wait"))).containsExactly("a-2", "b-2");
    assertThat(ids(query().addTag("team", "red"))).containsExactly("a-1", "a-2");
    assertThat(ids(query().addTag("team", "red").addTag("k", "1"))).containsExactly("a-1");
    assertThat(ids(query().setCreatedTimeFrom(middle))).containsExactly("b-1", "b-2");
    assertThat(ids(query().setCreatedTimeTo(begin))).containsExactly("a-1", "a-2");
    assertThat(ids(query().setCreatedTimeFrom(begin).setCreatedTimeTo(begin))).hasSize(2);
    assertThat(ids(query().setCreatedTimeFrom(Instant.MIN).setCreatedTimeTo(Instant.MAX)))
        .hasSize(4);
    assertThat(ids(query().setName("Wait").setInstanceIdPrefix("b").setCreatedTimeFrom(middle)
        .setRuntimeStatusList(List.of(OrchestrationStatus.SUSPENDED)))).containsExactly("b-2");
    assertThat(ids(query().setName("None"))).isEmpty();
    assertThat(ids(query().addTag("team", "green"))).isEmpty();
  }

  @Test
  void inputsAndOutputsComeOnRequest() throws Exception {
    end(startAs("x", "Echo", 7));

    OrchestrationMetadata bare = client().queryInstances(query()).getOrchestrationState().get(0);
    OrchestrationMetadata full = client().queryInstances(query().setFetchInputsAndOutputs(true))
        .getOrchestrationState().get(0);

    assertThat(bare.getSerializedInput()).isEmpty();
    assertThat(full.readInputAs(Integer.class)).isEqualTo(7);
    assertThat(full.readOutputAs(Integer.class)).isEqualTo(7);
  }

  @Test
  void pagesOfThousandsAreFullAndComplete() throws Exception {
    Set<String> started = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      started.add(startAs("i-" + i, "Wait", null));
      if (i % 100 == 0) {
        hub().advance(Duration.ofMillis(1));
      }
    }

    OrchestrationStatusQueryResult first = client()
        .queryInstances(query().setMaxInstanceCount(1_000));
    List<String> all = ids(query().setMaxInstanceCount(333));

    assertThat(first.getOrchestrationState()).hasSize(1_000)
        .isSortedAccordingTo((a, b) -> a.getCreatedAt().compareTo(b.getCreatedAt()));
    assertThat(all).hasSize(3_000).doesNotHaveDuplicates();
    assertThat(new HashSet<>(all)).isEqualTo(started);
  }

  @Test
  void pagesStayTrueWhileInstancesComeEndAndGo() throws Exception {
    for (int i = 0; i < 300; i++) {
      startAs("old-" + i, "Wait", null);
    }
    hub().advance(Duration.ofSeconds(1));
    List<String> seen = new ArrayList<>();
    OrchestrationStatusQuery query = query().setMaxInstanceCount(50);
    for (int page = 0; page < 6; page++) {
      OrchestrationStatusQueryResult result = client().queryInstances(query);
      result.getOrchestrationState().forEach(it -> seen.add(it.getInstanceId()));
      query.setContinuationToken(result.getContinuationToken().orElseThrow());
      for (int i = 0; i < 20; i++) {
        startAs("new-" + page + "-" + i, "Wait", null);
      }
      String shown = seen.get(seen.size() - 1);
      client().terminate(shown, null);
      client().purgeInstance(shown);
    }

    assertThat(seen).hasSize(300).doesNotHaveDuplicates().allMatch(it -> it.startsWith("old-"));
  }

  @Test
  void aPageSizeOutOfRangeAndAForeignTokenAreRejected() {
    for (int size : List.of(0, -1, 1_001)) {
      assertThatThrownBy(() -> client().queryInstances(query().setMaxInstanceCount(size)))
          .as("size %s", size).isInstanceOf(IllegalArgumentException.class);
    }
    for (String token : List.of("", "x", "bm90IG91cnM", "!!")) {
      assertThatThrownBy(() -> client().queryInstances(query().setContinuationToken(token)))
          .as("token %s", token).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aReplacedInstanceIsListedOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      startTagged("same", "Echo", Map.of("round", "" + i));
      end("same");
      hub().advance(Duration.ofSeconds(1));
    }

    assertThat(ids(query())).containsExactly("same");
    assertThat(ids(query().addTag("round", "4"))).containsExactly("same");
    assertThat(ids(query().addTag("round", "3"))).isEmpty();
  }

  @Test
  void aPendingInstanceIsListedWithItsInput() {
    client().scheduleNewOrchestrationInstance("Unknown", 5);

    OrchestrationMetadata one = client().queryInstances(query().setFetchInputsAndOutputs(true)
        .setRuntimeStatusList(List.of(OrchestrationStatus.PENDING))).getOrchestrationState().get(0);

    assertThat(one.readInputAs(Integer.class)).isEqualTo(5);
  }
}
