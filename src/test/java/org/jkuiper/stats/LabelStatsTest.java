package org.jkuiper.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jkuiper.host.PluginFault;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.testkit.PluginUnderTest;
import org.jkuiper.testkit.TestedPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LabelStatsTest {
  private static final Stats STATS = new Stats();

  @PluginUnderTest
  static final Plugin PLUGIN =
      Plugin.named("jkstats").function("jkstats", () -> new LabelStats(STATS)).build();

  private static Map<?, ?> stats(TestedPlugin plugin) throws Exception {
    Object answer = plugin.call("jkstats");
    return (Map<?, ?>) java.util.Objects.requireNonNull(answer);
  }

  private static Map<?, ?> model(TestedPlugin plugin, String name) throws Exception {
    return ((List<?>) stats(plugin).get("models"))
        .stream()
            .map(model -> (Map<?, ?>) model)
            .filter(model -> name.equals(model.get("model")))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void itSaysWhatEachModelHasDone(TestedPlugin plugin) throws Exception {
    ModelStats birds = STATS.model("birds");
    for (int i = 0; i < 100; i++) {
      birds.picture(new Times(2_000_000, 500_000, 5_000_000));
    }
    birds.error("brokenImage");
    birds.error("brokenImage");
    birds.error("timeout");
    Map<?, ?> model = model(plugin, "birds");
    assertEquals(100L, model.get("pictures"));
    assertEquals(Map.of("brokenImage", 2L, "timeout", 1L), model.get("errors"));
    Map<?, ?> millis = (Map<?, ?>) model.get("millis");
    assertEquals(List.of("decode", "resize", "inference"), List.copyOf(millis.keySet()));
    Map<?, ?> inference = (Map<?, ?>) millis.get("inference");
    assertEquals(5, ((Number) inference.get("mean")).doubleValue());
    assertEquals(5, ((Number) inference.get("p50")).doubleValue(), 0.6);
    assertEquals(5, ((Number) inference.get("p99")).doubleValue(), 0.6);
  }

  @Test
  void aModelWithoutAnAnswerHasNoTimes(TestedPlugin plugin) throws Exception {
    STATS.model("broken").error("model");
    assertEquals(
        Map.of(
            "model", "broken", "pictures", 0L, "errors", Map.of("model", 1L), "millis", Map.of()),
        model(plugin, "broken"));
  }

  @Test
  void itSaysHowLongThePluginHasBeenUpAndWhatMemoryItTakes(TestedPlugin plugin) throws Exception {
    Map<?, ?> stats = stats(plugin);
    assertEquals(List.of("upSeconds", "rssBytes", "models"), List.copyOf(stats.keySet()));
    long up = ((Number) stats.get("upSeconds")).longValue();
    assertTrue(up >= 0 && up < 60, () -> up + " s");
    long rss = ((Number) stats.get("rssBytes")).longValue();
    assertTrue(rss > 10_000_000 && rss < 10_000_000_000L, () -> rss + " bytes");
  }

  @Test
  void itTakesNoArgument(TestedPlugin plugin) throws Exception {
    plugin.validate("jkstats", 0);
    String refusal =
        assertThrows(PluginFault.class, () -> plugin.validate("jkstats", 1)).getMessage();
    assertEquals("labelStats takes no argument, but got 1", refusal);
    assertEquals(
        refusal, assertThrows(PluginFault.class, () -> plugin.call("jkstats", 1)).getMessage());
  }
}
