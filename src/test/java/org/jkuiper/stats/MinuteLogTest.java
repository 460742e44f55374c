package org.jkuiper.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jkuiper.LinesLogger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MinuteLogTest {
  private final Stats stats = new Stats();
  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());

  private MinuteLog log(Duration minute) {
    return new MinuteLog(stats, new LinesLogger(logged), minute);
  }

  @Test
  void aLineHasTheWorkOfItsMinuteAlone() {
    MinuteLog log = log(Duration.ofMinutes(1));
    ModelStats birds = stats.model("birds");
    birds.error("timeout");
    log.lines();
    for (int i = 0; i < 118; i++) {
      birds.picture(new Times(1_000_000, 400_000, 10_000_000));
    }
    birds.error("brokenImage");
    birds.error("brokenImage");
    birds.error("timeout");
    assertEquals(
        List.of(
            "model birds in 60 s: 118 pictures, 3 errors (brokenImage 2, timeout 1);"
                + " p50/p99 in ms: decode 1.0/1.0, resize 0.4/0.4, inference 10.0/10.5"),
        log.lines());
  }

  @Test
  void aMinuteOfNothingButErrorsHasNoTimes() {
    MinuteLog log = log(Duration.ofMinutes(1));
    stats.model("birds").error("model");
    assertEquals(List.of("model birds in 60 s: 0 pictures, 1 errors (model 1)"), log.lines());
  }

  @Test
  void aModelWithoutWorkHasNoLine() {
    MinuteLog log = log(Duration.ofMinutes(1));
    stats.model("birds").picture(new Times(1, 1, 1));
    stats.model("things").picture(new Times(1, 1, 1));
    assertEquals(2, log.lines().size());
    stats.model("things").picture(new Times(1, 1, 1));
    assertEquals(1, log.lines().size());
    assertEquals(List.of(), log.lines());
  }

  @Test
  void theThreadLogsWhileThereIsWorkAndEndsIfItIsInterrupted() throws Exception {
    MinuteLog log = log(Duration.ofMillis(20));
    log.start();
    assertTrue(log.isDaemon());
    for (int i = 1; i <= 2; i++) {
      stats.model("birds").picture(new Times(1, 1, 1));
      while (logged.size() < i) {
        Thread.sleep(5);
      }
    }
    Thread.sleep(200);
    assertEquals(2, logged.size(), logged::toString);
    log.interrupt();
    log.join();
  }
}
