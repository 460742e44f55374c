package org.jkuiper.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.ReqSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;

/**
 * The control channel. One handshake a connection, then commands come as replies and our answers go
 * as requests; eKuiper counts every further handshake as an answer of ours, so idle ones are never
 * sent (lf-edge/ekuiper#4077).
 */
final class ControlLoop implements Closeable {
  private final ReqSocket socket;
  private final Symbols symbols;
  private final System.Logger logger;

  ControlLoop(String pluginName, Symbols symbols, System.Logger logger) {
    this.socket = new ReqSocket(SpAddress.parse(SocketNames.control(pluginName)), SpLimits.DEFAULT);
    this.symbols = symbols;
    this.logger = logger;
  }

  /**
   * Obeys eKuiper until {@link #close}.
   *
   * @param mayServe does not return where this process must dial no more: to an eKuiper that has
   *     started another process in the place of ours our handshake would be the other's, and its
   *     commands would come to us
   */
  void run(Runnable mayServe) throws InterruptedException {
    boolean first = true;
    while (true) {
      try {
        mayServe.run();
        socket.connect();
        mayServe.run(); // that may have taken long
        socket.send(Messages.utf8(Command.HANDSHAKE));
        if (first) {
          // Not before: eKuiper installs us only once it has the handshake, and models take time.
          logger.log(Level.INFO, "serving eKuiper");
          symbols.resume();
          first = false;
        }
        while (true) {
          obey(socket.receive());
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        logger.log(Level.WARNING, "control channel: " + e.getMessage() + "; dialling again");
      }
    }
  }

  private void obey(ByteBuffer message) throws IOException, InterruptedException {
    try {
      Command command = Command.parse(message);
      switch (command.verb()) {
        case START -> symbols.start(command);
        case STOP -> symbols.stop(command);
      }
      socket.send(Messages.utf8(Command.OK));
    } catch (MalformedMessageException | StartException e) {
      logger.log(Level.ERROR, "command refused: " + e.getMessage());
      socket.send(Messages.utf8(Command.error(String.valueOf(e.getMessage()))));
      if (e.getCause() != null) {
        Fault.endProcessIfFatal(e.getCause(), logger);
      }
    } catch (RuntimeException | Error e) {
      // Such as a rule with a name too long for a socket's path: no reason for the others to end.
      logger.log(Level.ERROR, "command refused", e);
      socket.send(Messages.utf8(Command.error(Fault.sentence(e))));
      Fault.endProcessIfFatal(e, logger);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
