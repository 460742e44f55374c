package org.jkuiper.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.Command.Verb;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.FunctionCall;
import org.jkuiper.protocol.FunctionReply;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.RepSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;

/**
 * Plays eKuiper to one function of a plugin inside its own process, over sockets of names that no
 * eKuiper uses. So the JVM does all that serving takes, and can write down for its next starts what
 * it has loaded: with {@code -XX:ArchiveClassesAtExit}, from Java 25 on with {@code
 * -XX:AOTCacheOutput}.
 */
public final class Rehearsal {
  /** The first answer of a cold JVM on a small board that is busy takes a hundred times ours. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Rehearsal() {}

  /**
   * Serves {@code times} requests. The plugin stays at work, on a daemon thread, until the process
   * ends, which is the caller's to do.
   *
   * @param function the symbol to call
   * @param argument its one argument
   * @return the last answer, as it goes to eKuiper
   * @throws IOException if the sockets cannot be made, an answer takes more than a minute, or the
   *     last one is an error
   */
  public static String perform(Plugin plugin, String function, byte[] argument, int times)
      throws IOException, InterruptedException {
    String name = plugin.name() + "-rehearsal-" + ProcessHandle.current().pid();
    Supplier<? extends Function> factory = plugin.functions().get(function);
    Plugin stage = new Plugin(name, Map.of(), Map.of(), Map.of(name, factory));
    Control start = new Control(name, Meta.NONE, PluginType.FUNCTION, "", Map.of());
    byte[] call = FunctionCall.exec(new Meta("rehearsal", "op", 0), 0, List.of(argument));
    byte[] answer = {};
    try (RepSocket control = bind(SocketNames.control(name));
        RepSocket calls = bind(SocketNames.function(name))) {
      Thread serving = new Thread(() -> stage.run(new String[0]), "rehearsal");
      serving.setDaemon(true);
      serving.start();
      receive(control).reply(ByteBuffer.wrap(Command.of(Verb.START, start).toJson()));
      RepSocket.Request from = receive(calls);
      for (int i = 0; i < times; i++) {
        from.reply(ByteBuffer.wrap(call));
        from = receive(calls);
        answer = from.body();
      }
    }
    FunctionReply reply = FunctionReply.parse(answer);
    if (!reply.state()) {
      throw new IOException(function + ": " + reply.result());
    }
    return new String(answer, StandardCharsets.UTF_8);
  }

  private static RepSocket bind(String url) throws IOException {
    return RepSocket.bind(SpAddress.parse(url), SpLimits.DEFAULT);
  }

  private static RepSocket.Request receive(RepSocket socket)
      throws IOException, InterruptedException {
    RepSocket.Request request = socket.receive(PATIENCE);
    if (request == null) {
      throw new IOException(socket.address() + ": no " + Command.HANDSHAKE + " and no answer");
    }
    return request;
  }
}
