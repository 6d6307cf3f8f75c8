package io.github.resshift.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeamPlaceTest {
  private static final Map<String, String> USUAL =
      Map.of("RANK", "1", "WORLD_SIZE", "3", "MASTER_ADDR", "10.0.0.7", "MASTER_PORT", "60000");

  @Test
  void theUsualVariablesSuffice() {
    assertThat(TeamPlace.in(USUAL)).contains(new TeamPlace(1, 3, 0, 1, "10.0.0.7", 60000));
  }

  @Test
  void withoutASizeThereIsNoTeam() {
    assertThat(TeamPlace.in(Map.of("RANK", "1"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RANK, 3",
    "RANK, -1",
    "RANK, one",
    "RANK, ''",
    "MASTER_ADDR, ''",
    "MASTER_PORT, 65536",
    "WORLD_SIZE, 0",
    "LOCAL_WORLD_SIZE, 4",
    "LOCAL_RANK, 1"
  })
  void aWrongVariableIsNamed(String name, String value) {
    Map<String, String> environment = new HashMap<>(USUAL);
    environment.put(name, value);
    assertThatThrownBy(() -> TeamPlace.in(environment))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("environment variable")
        .hasMessageContaining(name);
  }

  @Property
  void sharesCoverTheBatchOnceAndAreEven(
      @ForAll @IntRange(min = 1, max = 300) int batch, @ForAll @IntRange(min = 1, max = 20) int n) {
    int size = Math.min(batch, n);
    int next = 0;
    for (int rank = 0; rank < size; rank++) {
      Share share = Share.of(batch, rank, size);
      assertThat(share.from()).isEqualTo(next);
      assertThat(share.count()).isBetween(batch / size, (batch + size - 1) / size);
      next = share.to();
    }
    assertThat(next).isEqualTo(batch);
  }

  @Test
  void aBatchSmallerThanTheTeamIsRefused() {
    assertThatThrownBy(() -> Share.of(2, 0, 3))
        .hasMessageContaining("batch")
        .hasMessageContaining("3");
  }
}
