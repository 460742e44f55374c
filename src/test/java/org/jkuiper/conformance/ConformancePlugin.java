package org.jkuiper.conformance;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;
import org.jspecify.annotations.Nullable;

/** The plugin that {@code src/test/interop/conformance} drives. */
final class ConformancePlugin {
  private static final int LARGE = 16 << 20;

  /** What the sink took and the source of the same name has not yet sent. */
  private static final BlockingQueue<byte[]> LOOP = new ArrayBlockingQueue<>(16);

  private ConformancePlugin() {}

  public static void main(String[] args) {
    Plugin.named("conformance")
        .function("jkc_echo", Echo::new)
        .function("jkc_sum", Sum::new)
        .source("jkc_numbers", Numbers::new)
        .source("jkc_loop", () -> ConformancePlugin::emitLoop)
        .sink("jkc_loop", () -> ConformancePlugin::collectLoop)
        .run(args);
  }

  private static final class Echo implements Function {
    @Override
    public void validate(int arguments) {
      if (arguments != 1) {
        throw new IllegalArgumentException("echo takes one argument, not " + arguments);
      }
    }

    @Override
    public @Nullable Object exec(Arguments arguments, FunctionContext context) {
      return arguments.get(0);
    }
  }

  private static final class Sum implements Function {
    @Override
    public boolean isAggregate() {
      return true;
    }

    @Override
    public Object exec(Arguments arguments, FunctionContext context) {
      if (arguments.size() == 0) {
        return String.join(
            " ",
            context.ruleId(),
            context.opId(),
            Integer.toString(context.instanceId()),
            Integer.toString(context.funcId()));
      }
      long sum = 0;
      for (byte b : arguments.bytes(0)) {
        sum += Byte.toUnsignedInt(b);
      }
      return sum;
    }
  }

  private static final class Numbers implements Source {
    private String dataSource = "";
    private int count;
    private Map<String, @Nullable Object> everything = Map.of();

    @Override
    public void configure(String dataSource, Config config) {
      this.dataSource = dataSource;
      count = config.requiredInt("count");
      everything = config.nested("everything").orElseThrow().values();
    }

    @Override
    public void open(SourceContext context) throws InterruptedException {
      Map<String, Object> meta = Map.of("dataSource", dataSource, "instance", context.instanceId());
      context.emit(everything, meta);
      context.emit(Map.of("text", "x".repeat(LARGE)));
      for (int i = 0; i < count; i++) {
        context.emit(Map.of("i", i));
      }
    }
  }

  private static void emitLoop(SourceContext context) throws InterruptedException {
    while (true) {
      context.emit(Map.of("bytes", LOOP.take()));
    }
  }

  private static void collectLoop(Message message, Context context) throws InterruptedException {
    if (message.text().equals("refuse this")) {
      throw new IllegalStateException("this sink is full");
    }
    LOOP.put(message.bytes());
  }
}
