package org.jkuiper.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTest {
  private final Stats stats = new Stats();

  @Test
  void aModelKeepsItsCountersWhateverBecomesOfIt() {
    assertSame(stats.model("birds"), stats.model("birds"));
  }

  @Test
  void aModelThatHasHadNoPictureIsNotThere() {
    stats.model("idle");
    stats.model("birds").error("brokenImage");
    assertEquals(List.of("birds"), stats.read().stream().map(ModelReading::model).toList());
  }

  @Test
  void aReadingDoesNotChange() {
    ModelStats birds = stats.model("birds");
    birds.picture(new Times(1, 2, 3));
    ModelReading reading = birds.read();
    birds.picture(new Times(1, 2, 3));
    birds.error("timeout");
    assertEquals(1, reading.pictures());
    assertEquals(Map.of(), reading.errors());
    assertEquals(1, reading.decode().count());
  }

  @Test
  void noPictureOfSeveralThreadsIsLost() throws InterruptedException {
    ModelStats birds = stats.model("birds");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  birds.picture(new Times(1_000_000, 2_000_000, 3_000_000));
                  birds.error("timeout");
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    ModelReading reading = birds.read();
    assertEquals(40_000, reading.pictures());
    assertEquals(Map.of("timeout", 40_000L), reading.errors());
    assertEquals(40_000L * 3_000_000, reading.inference().sum());
  }

  @Test
  void timesAreMillisecondsToTheMicrosecond() {
    assertEquals(
        "{decode=1.235, resize=0.0, inference=4000.0}",
        new Times(1_234_567, 0, 4_000_000_000L).millis().toString());
  }
}
