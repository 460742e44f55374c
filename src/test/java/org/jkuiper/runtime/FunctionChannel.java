package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A function against {@link EkuiperChannel eKuiper's end} of its channel. */
abstract class FunctionChannel {
  static final Launcher NO_LAUNCHER =
      new Launcher(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static final Duration RECV_TIMEOUT = Duration.ofSeconds(2);

  private static final AtomicInteger COUNT = new AtomicInteger();

  final String symbol = "t" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  @Nullable EkuiperChannel ekuiper;
  @Nullable FunctionRuntime runtime;

  /** What a test's function does for one message. */
  interface Exec {
    @Nullable Object of(Arguments arguments, FunctionContext context) throws Exception;
  }

  static Function exec(Exec exec) {
    return new Function() {
      @Override
      public @Nullable Object exec(Arguments arguments, FunctionContext context) throws Exception {
        return exec.of(arguments, context);
      }
    };
  }

  FunctionRuntime runtime(Function function) {
    return runtime(function, SpLimits.DEFAULT);
  }

  FunctionRuntime runtime(Function function, SpLimits limits) {
    EventLog events = new EventLog("test", new PrintStream(log, true, StandardCharsets.UTF_8));
    InFlight inFlight = new InFlight(NO_LAUNCHER, events.logger("", Meta.NONE));
    SymbolFactory<Function> factory = new SymbolFactory<>("function", symbol, () -> function);
    return new FunctionRuntime(
        factory, inFlight.slot(symbol), new Progress(NO_LAUNCHER), events, limits);
  }

  EkuiperChannel serve(Function function) throws Exception {
    ekuiper = new EkuiperChannel(SocketNames.function(symbol), RECV_TIMEOUT);
    runtime = runtime(function);
    runtime.start();
    return ekuiper;
  }

  @AfterEach
  void stop() throws Exception {
    if (runtime != null) {
      runtime.stop();
    }
    if (ekuiper != null) {
      ekuiper.close();
    }
  }

  /** An Exec request as eKuiper makes it. */
  static String call(@Nullable Object... arguments) {
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("{\"ruleId\":\"r\",\"opId\":\"op\",\"instanceId\":0,\"funcId\":0}");
    return Json.text(Map.of("func", "Exec", "arg", all));
  }

  /** Asserts an answer with {@code state} true. */
  static void assertResult(@Nullable Object result, @Nullable String answer)
      throws MalformedMessageException {
    assertNotNull(answer);
    Map<String, @Nullable Object> reply = Json.readObject(answer);
    assertEquals(true, reply.get("state"), answer);
    assertEquals(result, reply.get("result"), answer);
  }

  /** Asserts an answer with {@code state} false and a text that contains the message. */
  static void assertRefused(String message, @Nullable String answer)
      throws MalformedMessageException {
    assertNotNull(answer);
    Map<String, @Nullable Object> reply = Json.readObject(answer);
    assertEquals(false, reply.get("state"), answer);
    assertTrue(reply.get("result") instanceof String text && text.contains(message), answer);
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }
}
