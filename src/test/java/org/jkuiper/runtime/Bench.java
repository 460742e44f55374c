package org.jkuiper.runtime;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.SpAddress;
import org.jspecify.annotations.Nullable;

/** The symbols of one plugin, driven by the commands that eKuiper would send, and their log. */
final class Bench implements AutoCloseable {
  /** One place in a rule that no other test, of this run or another, uses. */
  final Meta meta;

  private final Launcher launcher;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final EventLog events =
      new EventLog("bench", new PrintStream(log, true, StandardCharsets.UTF_8));
  private final Symbols symbols;

  Bench(Plugin.Builder plugin) {
    this(plugin, Launcher.from(Map.of()));
  }

  Bench(Plugin.Builder plugin, Launcher launcher) {
    this(plugin, launcher, new Meta("t" + UUID.randomUUID().toString().substring(0, 8), "op", 0));
  }

  private Bench(Plugin.Builder plugin, Launcher launcher, Meta meta) {
    this.meta = meta;
    this.launcher = launcher;
    this.symbols = new Symbols(plugin.build(), events, launcher);
  }

  /** The process that the launcher starts when this one has ended. */
  Bench successor(Plugin.Builder plugin) {
    return new Bench(plugin, launcher, meta);
  }

  void resume() throws InterruptedException {
    symbols.resume();
  }

  void start(String type, String symbol, Map<String, ?> config) throws Exception {
    symbols.start(command("start", type, symbol, config));
  }

  void stop(String type, String symbol, Map<String, ?> config) throws Exception {
    symbols.stop(command("stop", type, symbol, config));
  }

  private Command command(String verb, String type, String symbol, Map<String, ?> config)
      throws MalformedMessageException {
    Map<String, @Nullable Object> control = new LinkedHashMap<>();
    control.put("symbolName", symbol);
    control.put("meta", meta);
    control.put("pluginType", type);
    control.put("config", config);
    String text = Json.text(Map.of("cmd", verb, "arg", Json.text(control)));
    return Command.parse(Messages.utf8(text));
  }

  /** The channel of the messages of the source or sink. */
  SpAddress data() {
    return SpAddress.parse(SocketNames.data(meta));
  }

  /** The channel of the acknowledgements of the sink. */
  SpAddress ack() {
    return SpAddress.parse(SocketNames.ack(meta));
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    symbols.stopAll();
  }
}
