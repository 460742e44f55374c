package {{package}};

import java.time.Duration;
import java.util.Map;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;

/** Counts: a message every {@code period} milliseconds. */
final class {{symbolClass}} implements Source {
  private Duration period;

  @Override
  public void configure(String dataSource, Config config) {
    period = config.durationOr("period", Duration.ofSeconds(1));
  }

  @Override
  public void open(SourceContext context) throws InterruptedException {
    for (long count = 0; !context.isCancelled(); count++) {
      context.emit(Map.of("count", count));
      Thread.sleep(period.toMillis());
    }
  }
}
