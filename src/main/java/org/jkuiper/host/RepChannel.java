package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jkuiper.sp.ConnectionLostException;
import org.jkuiper.sp.RepSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpException;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which eKuiper asks, though it is the REP: the plugin's first request is its
 * handshake, our questions are the replies, its answers the next requests. Plays {@code
 * NanomsgReqRepChannel} of eKuiper on mangos' REP state machine, faults included: a plugin must
 * bear them.
 */
final class RepChannel implements Closeable {
  private static final System.Logger LOG = System.getLogger(RepChannel.class.getName());

  /** How often a waiting channel looks whether its plugin still runs. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final RepSocket socket;
  private final BooleanSupplier alive;

  /** The request that a send would reply to: mangos' backtrace. */
  private RepSocket.@Nullable Request open;

  private RepChannel(RepSocket socket, BooleanSupplier alive) {
    this.socket = socket;
    this.alive = alive;
  }

  /**
   * Listens.
   *
   * @param alive whether there is still something to wait for
   * @throws HostException if somebody else does already
   */
  static RepChannel listen(String url, SpLimits limits, BooleanSupplier alive)
      throws HostException {
    try {
      return new RepChannel(RepSocket.bind(SpAddress.parse(url), limits), alive);
    } catch (SpException e) {
      throw taken(url, e);
    } catch (IOException e) {
      throw new HostException(url + " cannot be bound: " + e, e);
    }
  }

  static HostException taken(String url, SpException cause) {
    return new HostException(
        cause.getMessage()
            + ": eKuiper's socket paths are fixed, so only one eKuiper or jkuiper host can serve a"
            + " plugin at a time; stop the other one, or give this one a /tmp of its own (unshare"
            + " -m)",
        cause);
  }

  /** Waits for the plugin's next request; null at the timeout, or where the plugin has ended. */
  synchronized byte @Nullable [] receive(Duration timeout)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean last = !alive.getAsBoolean();
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      RepSocket.Request request = socket.receive(left.compareTo(LOOK) < 0 ? left : LOOK);
      if (request != null) {
        open = request;
        return request.body();
      }
      if (last || left.isZero()) {
        return null;
      }
    }
  }

  /**
   * Replies to the latest request; a peer that is gone goes unnoticed, as in mangos.
   *
   * @return false where there is none to reply to: mangos' {@code ErrProtoState}
   */
  private boolean send(byte[] message) throws IOException {
    RepSocket.Request to = open;
    if (to == null) {
      return false;
    }
    open = null;
    try {
      to.reply(ByteBuffer.wrap(message));
    } catch (ConnectionLostException e) {
      LOG.log(System.Logger.Level.DEBUG, "the peer of a reply is gone", e);
    }
    return true;
  }

  /**
   * Asks and waits for the answer.
   *
   * @param skipsHandshakes whether a handshake is taken for the wish to be asked again, or for the
   *     answer
   * @return null at the timeout, or where the plugin has ended
   */
  synchronized byte @Nullable [] ask(byte[] question, Duration timeout, boolean skipsHandshakes)
      throws IOException, InterruptedException {
    while (true) {
      if (!send(question)) {
        // An answer before this one came too late, or never: what comes next is discarded.
        if (receive(timeout) == null) {
          return null;
        }
        var unused = send(question);
      }
      byte[] answer = receive(timeout);
      if (answer == null || !skipsHandshakes || !isHandshake(answer)) {
        return answer;
      }
    }
  }

  /** All that eKuiper looks at is the first byte. */
  static boolean isHandshake(byte[] message) {
    return message.length > 0 && message[0] == 'h';
  }

  static boolean isOk(byte[] message) {
    return Arrays.equals(message, "ok".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    socket.close();
  }
}
