package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.Command.Verb;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;

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
    byte[] command = Command.of(Verb.START, control).toJson();
    send(command);
    started.put(control.meta(), command);
  }

  void stop(Control control) throws IOException, InterruptedException {
    send(Command.of(Verb.STOP, control).toJson());
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

  @Override
  public void close() {
    channel.close();
  }
}
