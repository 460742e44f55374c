package org.jkuiper.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;

/** A plugin with a symbol of each kind, for tests. */
public final class Sample {
  private Sample() {}

  public static void main(String[] args) {
    plugin("jkhost").run(args);
  }

  /**
   * The plugin under a name, which its symbols begin with too, so that test classes do not get in
   * one another's way.
   */
  public static Plugin plugin(String name) {
    return Plugin.named(name)
        .source(name + "Count", Count::new)
        .sink(name + "File", File::new)
        .function(name + "Echo", Echo::new)
        .function(name + "Sleep", () -> (arguments, context) -> sleep(arguments.intValue(0)))
        .build();
  }

  private static String sleep(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return "slept " + millis;
  }

  private static final class Echo implements Function {
    @Override
    public void validate(int arguments) {
      if (arguments != 1) {
        throw new IllegalArgumentException("echo takes one argument, got " + arguments);
      }
    }

    @Override
    public Object exec(Arguments arguments, FunctionContext context) {
      Object value = arguments.get(0);
      if ("where".equals(value)) {
        return Map.of(
            "rule", context.ruleId(), "op", context.opId(), "instance", context.instanceId());
      }
      if ("fail".equals(value)) {
        throw new IllegalStateException("told to fail");
      }
      return value == null ? "null" : value;
    }
  }

  private static final class Count implements Source {
    private String topic = "";
    private long from;

    @Override
    public void configure(String dataSource, Config config) {
      topic = dataSource;
      from = config.requiredLong("from");
    }

    @Override
    public void open(SourceContext context) throws InterruptedException {
      for (long i = from; !context.isCancelled(); i++) {
        context.emit(Map.of("count", i, "topic", topic), Map.of("instance", context.instanceId()));
        Thread.sleep(2);
      }
    }
  }

  private static final class File implements Sink {
    private Path path = Path.of("");

    @Override
    public void configure(Config config) {
      path = Path.of(config.requiredString("path"));
    }

    @Override
    public void collect(Message message, Context context) throws Exception {
      if (message.text().contains("poison")) {
        throw new IllegalStateException("poisoned");
      }
      Files.writeString(
          path, message.text() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
