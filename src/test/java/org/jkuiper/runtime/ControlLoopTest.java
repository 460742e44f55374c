package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the plugin answers to eKuiper's commands, be they sound or not. */
@Timeout(30)
class ControlLoopTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration RECV_TIMEOUT = Duration.ofSeconds(5);

  private final String name = "c" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
  private final AtomicInteger opened = new AtomicInteger();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private EkuiperChannel ekuiper;
  private EkuiperChannel function;
  private Symbols symbols;
  private ControlLoop loop;
  private Thread thread;

  private final class Counted implements Function {
    @Override
    public void open(Context context) {
      opened.incrementAndGet();
    }

    @Override
    public Object exec(Arguments arguments, FunctionContext context) {
      return 1;
    }
  }

  private static final class Hostile implements Function {
    @Override
    public void open(Context context) {
      throw new IllegalStateException("handshake");
    }

    @Override
    public Object exec(Arguments arguments, FunctionContext context) {
      return 1;
    }
  }

  @BeforeEach
  void start() throws Exception {
    ekuiper = new EkuiperChannel(SocketNames.control(name), RECV_TIMEOUT);
    EventLog events = new EventLog(name, new PrintStream(log, true, StandardCharsets.UTF_8));
    Plugin plugin =
        Plugin.named(name)
            .function(name, Counted::new)
            .function("hostile", Hostile::new)
            .sink("sink", () -> (message, context) -> {})
            .build();
    symbols = new Symbols(plugin, events, FunctionChannel.NO_LAUNCHER);
    loop = new ControlLoop(name, symbols, events.logger("", Meta.NONE));
    thread =
        new Thread(
            () -> {
              try {
                loop.run(() -> {});
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    ekuiper.awaitHandshake();
  }

  @AfterEach
  void end() throws Exception {
    loop.close();
    symbols.stopAll();
    thread.join();
    ekuiper.close();
    if (function != null) {
      function.close();
    }
  }

  private static String command(String verb, String type, String symbol, String rule) {
    Map<String, Object> control = new HashMap<>();
    control.put("symbolName", symbol);
    control.put("pluginType", type);
    control.put("meta", Map.of("ruleId", rule, "opId", "op", "instanceId", 0));
    return Json.text(Map.of("cmd", verb, "arg", Json.text(control)));
  }

  private void assertRefused(String message, @Nullable String answer) {
    assertNotNull(answer);
    assertTrue(answer.startsWith("error: ") && answer.contains(message), answer);
  }

  @Test
  void whatIsNoCommandIsRefusedAndTheNextObeyed() throws Exception {
    for (String garbage :
        List.of(
            "",
            "garbage",
            "{}",
            "[1]",
            "{\"cmd\":\"start\"}",
            "{\"cmd\":\"start\",\"arg\":7}",
            "{\"cmd\":\"start\",\"arg\":\"\"}",
            "{\"cmd\":\"halt\",\"arg\":\"{}\"}",
            "{\"cmd\":\"start\",\"arg\":\"{\\\"symbolName\\\":\\\"a\\\"}\"}",
            "[".repeat(100_000))) {
      assertRefused("", ekuiper.request(garbage));
    }
    assertEquals("ok", ekuiper.request(command("start", "sink", "sink", name)));
    assertEquals("ok", ekuiper.request(command("stop", "sink", "sink", name)));
  }

  @Test
  void anUnknownSymbolIsRefusedWithThoseThatThereAre() throws Exception {
    assertRefused(
        "has no source random, though its descriptor may name it; it has []",
        ekuiper.request(command("start", "source", "random", name)));
    assertRefused("it has [sink]", ekuiper.request(command("start", "sink", "snik", name)));
  }

  @Test
  void aStartThatIsRepeatedIsHarmless() throws Exception {
    function = new EkuiperChannel(SocketNames.function(name), RECV_TIMEOUT);
    for (int i = 0; i < 3; i++) {
      assertEquals("ok", ekuiper.request(command("start", "func", name, "")));
      assertEquals("ok", ekuiper.request(command("start", "sink", "sink", name)));
    }
    assertEquals(1, opened.get());
    assertNotNull(function.request("{\"func\":\"IsAggregate\",\"arg\":null}"));
  }

  @Test
  void aStopOfWhatDoesNotRunIsDone() throws Exception {
    assertEquals("ok", ekuiper.request(command("stop", "sink", "sink", name)));
  }

  @Test
  void aRefusalNeverLooksLikeAHandshake() throws Exception {
    String answer = ekuiper.request(command("start", "func", "hostile", ""));
    assertEquals("error: function hostile: open: handshake", answer);
  }

  @Test
  void aRuleWhoseNameIsTooLongForASocketIsRefusedAndTheNextObeyed() throws Exception {
    assertRefused(
        "the path of an ipc address has 1 to ",
        ekuiper.request(command("start", "sink", "sink", "r".repeat(120))));
    assertRefused("", ekuiper.request(command("start", "sink", "sink", "a\0b")));
    assertEquals("ok", ekuiper.request(command("start", "sink", "sink", name)));
  }

  @Test
  void aNewEkuiperIsServedAfterTheOldOneIsGone() throws Exception {
    ekuiper.close();
    ekuiper = new EkuiperChannel(SocketNames.control(name), RECV_TIMEOUT);
    ekuiper.awaitHandshake();
    assertEquals("ok", ekuiper.request(command("start", "sink", "sink", name)));
  }

  @Test
  void whoMayNotServeAnyMoreDoesNotEvenDial() {
    String nobody = name + "_nobody";
    try (ControlLoop orphan = new ControlLoop(nobody, symbols, System.getLogger(nobody))) {
      Runnable gone =
          () -> {
            throw new IllegalStateException("the launcher is gone");
          };
      assertThrows(IllegalStateException.class, () -> orphan.run(gone));
    }
  }

  @Test
  void whoMayNotServeAnyMoreWhenEkuiperListensAtLastSendsNoHandshake() throws Exception {
    String late = name + "_late";
    AtomicInteger looks = new AtomicInteger();
    Runnable goneMeanwhile =
        () -> {
          if (looks.getAndIncrement() > 0) {
            throw new IllegalStateException("the launcher is gone");
          }
        };
    ControlLoop orphan = new ControlLoop(late, symbols, System.getLogger(late));
    Thread dialling =
        new Thread(
            () -> assertThrows(IllegalStateException.class, () -> orphan.run(goneMeanwhile)));
    dialling.start();
    Thread.sleep(150);
    try (orphan;
        EkuiperChannel successor =
            new EkuiperChannel(SocketNames.control(late), Duration.ofSeconds(1))) {
      assertThrows(IOException.class, successor::awaitHandshake);
    }
    dialling.join();
  }
}
