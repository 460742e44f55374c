package org.jkuiper.runtime;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes on what two ends of a Unix socket send, and cuts both off after a number of bytes. */
final class CuttingProxy implements AutoCloseable {
  private final Path front;
  private final Path back;
  private final ServerSocketChannel server;
  private final Random random;
  private final int meanBytes;
  private final AtomicInteger cuts = new AtomicInteger();

  /**
   * @param front where it listens
   * @param back whom it passes to
   * @param meanBytes how many bytes a connection carries on average, both ways together
   */
  CuttingProxy(Path front, Path back, int meanBytes, long seed) throws IOException {
    this.front = front;
    this.back = back;
    this.meanBytes = meanBytes;
    this.random = new Random(seed);
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(front));
    daemon(this::accept).start();
  }

  int cuts() {
    return cuts.get();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        SocketChannel target = SocketChannel.open(UnixDomainSocketAddress.of(back));
        AtomicInteger left = new AtomicInteger(1 + random.nextInt(2 * meanBytes));
        daemon(() -> pass(client, target, left)).start();
        daemon(() -> pass(target, client, left)).start();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void pass(SocketChannel from, SocketChannel to, AtomicInteger left) {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    try (from;
        to) {
      while (from.read(buffer.clear()) >= 0) {
        int before = left.getAndAdd(-buffer.position());
        buffer.flip().limit(Math.max(0, Math.min(buffer.limit(), before)));
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        if (left.get() <= 0) {
          if (before > 0) {
            cuts.incrementAndGet();
          }
          return;
        }
      }
    } catch (IOException e) {
      // The other direction has cut it, or an end is gone.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(front);
  }
}
