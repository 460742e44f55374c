package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jspecify.annotations.Nullable;

/** eKuiper's end of the control channel: the handshake, then {@code start} and {@code stop}. */
final class ControlChannel implements Closeable {
  /** eKuiper waits so long: in truth, until the plugin answers or ends. */
  private static final Duration RECV_TIMEOUT = Duration.ofHours(1);

  private final String pluginName;
  private final HostOptions options;
  private final RepChannel channel;
  private PluginInstance plugin = NONE;

  /** The last start of each place; all functions share one, and so eKuiper repeats but one. */
  private final Map<Meta, byte[]> started = new LinkedHashMap<>();

  private static final PluginInstance NONE =
      new PluginInstance() {
        @Override
        public boolean isAlive() {
          return false;
        }

        @Override
        public String lastWords() {
          return "it was not started";
        }

        @Override
        public void end() {}
      };

  ControlChannel(String pluginName, HostOptions options) throws HostException {
    this.pluginName = pluginName;
    this.options = options;
    this.channel =
        RepChannel.listen(
            SocketNames.control(pluginName), options.version().limits(), () -> plugin.isAlive());
  }

  /**
   * Waits for the handshake of a plugin that was just started; repeats to it what one before it had
   * been told to start.
   */
  void attach(PluginInstance fresh) throws IOException, InterruptedException {
    plugin = fresh;
    if (channel.receive(options.initTimeout()) == null) {
      throw new HostException(
          "plugin %s control handshake error: none came%s (eKuiper waits %d ms, then kills it): %s"
              .formatted(
                  pluginName,
                  fresh.isAlive() ? " in time" : "",
                  options.initTimeout().toMillis(),
                  fresh.lastWords()));
    }
    for (byte[] command : started.values()) {
      send(command);
    }
  }

  void start(Control control) throws IOException, InterruptedException {
    byte[] command = encode("start", control);
    send(command);
    started.put(control.meta(), command);
  }

  void stop(Control control) throws IOException, InterruptedException {
    send(encode("stop", control));
    started.remove(control.meta());
  }

  private void send(byte[] command) throws IOException, InterruptedException {
    boolean skipsHandshakes = options.version().skipsHandshakesOnControl;
    byte[] answer = channel.ask(command, RECV_TIMEOUT, skipsHandshakes);
    if (answer == null) {
      throw new HostException(
          "the plugin %s gave no answer to a command: %s"
              .formatted(pluginName, plugin.lastWords()));
    }
    if (!RepChannel.isOk(answer)) {
      throw new PluginFault("receive error: " + new String(answer, StandardCharsets.UTF_8));
    }
  }

  /** The bytes of eKuiper's {@code Command}. */
  private static byte[] encode(String verb, Control control) {
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    inner.put("symbolName", control.symbolName());
    // A function's start has a zero Meta.
    inner.put("meta", control.meta());
    inner.put("pluginType", control.pluginType().toString());
    if (control.pluginType() == PluginType.SOURCE && !control.dataSource().isEmpty()) {
      inner.put("dataSource", control.dataSource());
    }
    if (!control.config().isEmpty()) {
      inner.put("config", GoJson.ofGo(control.config()));
    }
    Map<String, @Nullable Object> outer = new LinkedHashMap<>();
    outer.put("cmd", verb);
    outer.put("arg", GoJson.text(inner));
    return GoJson.write(outer);
  }

  @Override
  public void close() {
    channel.close();
  }
}
