package org.jkuiper.examples.mirror;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;

/** Emits, at an interval, the numbers of a pattern, each with a random number added. */
final class RandomSource implements Source {

  /**
   * @param interval between two messages
   * @param seed what is added is below it
   * @param pattern the fields of each message
   * @param deduplicate how many of the messages before must differ: 0 none, below 0 all
   */
  record Settings(
      Duration interval, int seed, Map<String, Double> pattern, Optional<Integer> deduplicate) {
    Settings {
      if (interval.isZero()) {
        throw new IllegalArgumentException("interval must be positive");
      }
      if (seed <= 0) {
        throw new IllegalArgumentException("seed must be positive, got " + seed);
      }
    }
  }

  private Settings settings;
  private final Set<Map<String, Long>> before = new LinkedHashSet<>();

  @Override
  public void configure(String dataSource, Config config) {
    if (!config.stringOr("format", "json").equalsIgnoreCase("json")) {
      throw new IllegalArgumentException("the source random gives JSON only");
    }
    settings = config.as(Settings.class);
  }

  @Override
  public void open(SourceContext context) throws InterruptedException {
    while (!context.isCancelled()) {
      Thread.sleep(settings.interval().toMillis());
      Map<String, Long> next = next();
      if (isNew(next)) {
        context.emit(next);
      }
    }
  }

  private Map<String, Long> next() {
    Map<String, Long> message = new HashMap<>();
    settings
        .pattern()
        .forEach(
            (field, base) ->
                message.put(
                    field,
                    base.longValue() + ThreadLocalRandom.current().nextInt(settings.seed())));
    return message;
  }

  private boolean isNew(Map<String, Long> message) {
    int kept = settings.deduplicate().orElse(0);
    if (kept == 0) {
      return true;
    }
    if (!before.add(message)) {
      return false;
    }
    if (kept > 0 && before.size() > kept) {
      Iterator<Map<String, Long>> oldest = before.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }
}
