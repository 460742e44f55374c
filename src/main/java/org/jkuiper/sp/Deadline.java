package org.jkuiper.sp;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel unless it is itself closed in time: blocking channels know no timeout, and those
 * of Unix sockets have no {@code Socket} to set one on.
 */
final class Deadline implements AutoCloseable {
  private final Duration time;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Deadline(Channel channel, Duration time) {
    this.time = time;
    var unused =
        done.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (nothing, late) -> {
                  if (late != null) {
                    SpConnection.close(channel);
                  }
                });
  }

  /** What to throw for a channel that was closed meanwhile. */
  IOException explain(ClosedChannelException closed, SpAddress address) {
    return done.isCompletedExceptionally()
        ? new SpProtocolException(
            "%s: no SP handshake within %d ms".formatted(address, time.toMillis()))
        : closed;
  }

  @Override
  public void close() {
    done.complete(null);
  }
}
