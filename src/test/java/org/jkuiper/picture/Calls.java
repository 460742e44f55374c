package org.jkuiper.picture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jkuiper.LinesLogger;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.protocol.FunctionCall;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/** Calls of functions, as eKuiper makes them. */
public final class Calls {
  private Calls() {}

  /** What eKuiper's request gives for these values. */
  public static Arguments arguments(@Nullable Object... values) throws IOException {
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(values));
    all.add("{\"ruleId\":\"r\"}");
    return FunctionCall.parse(ByteBuffer.wrap(Json.write(Map.of("func", "Exec", "arg", all))))
        .arguments();
  }

  /** A place in a rule. */
  public static final class Place implements FunctionContext {
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();
    private final List<String> logged = new ArrayList<>();

    /** What has been logged here. */
    public List<String> logged() {
      return logged;
    }

    @Override
    public int funcId() {
      return 0;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T state(Supplier<T> initial) {
      state.compareAndSet(null, initial.get());
      return (T) state.get();
    }

    @Override
    public String ruleId() {
      return "r";
    }

    @Override
    public String opId() {
      return "op";
    }

    @Override
    public int instanceId() {
      return 0;
    }

    @Override
    public System.Logger logger() {
      return new LinesLogger(logged);
    }
  }
}
