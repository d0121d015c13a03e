package dev.perdure.server.http.v1;

import static dev.perdure.server.http.v1.Sources.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.http.v1.Followers.Follower;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Those who follow one instance each.
final class FollowersTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Sources source = new Sources();
  private final Followers followers = new Followers(source);

  @Test
  void manyChangesWakeOnceAndThoseOfOthersDoNot() throws Exception {
    try (Follower one = followers.follow("one"); Follower other = followers.follow("other")) {
      followers.changed(state("one", "a"));
      followers.changed(state("one", "b"));
      followers.removed(state("one", "b"));

      assertThat(one.await(LONG)).isTrue();
      assertThat(one.await(Duration.ZERO)).isFalse();
      assertThat(other.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void allWhoFollowAnInstanceAreWoken() throws Exception {
    try (Follower one = followers.follow("same"); Follower other = followers.follow("same")) {
      followers.removed(state("same", null));

      assertThat(one.await(LONG)).isTrue();
      assertThat(other.await(LONG)).isTrue();
    }
  }

  @Test
  void aGapAndTheEndOfTheServerWakeAll() throws Exception {
    try (Follower one = followers.follow("one"); Follower other = followers.follow("other")) {
      followers.gap();
      assertThat(one.await(LONG)).isTrue();
      assertThat(one.released()).isFalse();

      followers.close();
      assertThat(other.await(LONG)).isTrue();
      assertThat(other.released()).isTrue();
    }
  }

  @Test
  void theHubIsWatchedWhileAnybodyFollows() {
    Follower one = followers.follow("one");
    Follower other = followers.follow("one");
    assertThat(source.watchers()).containsExactly(followers);

    one.close();
    assertThat(source.watchers()).containsExactly(followers);
    other.close();
    assertThat(source.watchers()).isEmpty();
  }
}
