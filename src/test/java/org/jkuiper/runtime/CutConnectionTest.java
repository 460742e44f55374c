package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.jkuiper.sp.SpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is cut anywhere: in a header, a request, an answer, a frame's length. */
class CutConnectionTest extends FunctionChannel {
  private static final int MESSAGES = 10_000;
  private static final int CUTS = 500;
  private static final int MEAN_TEXT = 1_000;

  @Test
  @Timeout(120)
  void eachMessageGetsItsOwnAnswerThroughFiveHundredCuts() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path front = Path.of("/tmp", "func_" + symbol + ".ipc");
    Path back = Path.of("/tmp", "func_" + symbol + "_behind.ipc");
    int meanBytes = 2 * MEAN_TEXT * MESSAGES / CUTS / 2; // more cuts than asked for, for certain
    int lost = 0;
    try (CuttingProxy proxy = new CuttingProxy(front, back, meanBytes, seed)) {
      ekuiper = new EkuiperChannel("ipc://" + back, RECV_TIMEOUT);
      runtime =
          runtime(
              exec((arguments, context) -> arguments.string(0)),
              SpLimits.DEFAULT.withBackoff(Duration.ofMillis(2), Duration.ofMillis(20)));
      runtime.start();
      for (int i = 0; i < MESSAGES; i++) {
        String text = i + "-".repeat(random.nextInt(2 * MEAN_TEXT));
        String answer = ekuiper.request(call(text));
        if (answer == null) {
          lost++;
        } else {
          assertResult(text, answer);
        }
      }
      System.out.println(
          MESSAGES + " messages, " + proxy.cuts() + " cuts, " + lost + " lost, none stale");
      assertTrue(proxy.cuts() >= CUTS, () -> proxy.cuts() + " cuts");
      assertTrue(lost == 0, lost + " lost, seed " + seed);
    }
  }
}
