package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The binding half of a socket: any number of peers up to {@link #MAX_PEERS}, each read by a daemon
 * thread of its own, which reads the next message only when the one before has been received. So a
 * silent or slow peer holds nobody up, and a fast one is held back by its own full socket.
 *
 * @param <M> what the socket makes of a frame
 */
final class Listener<M> implements Closeable {
  /** More peers than this at once are turned away. */
  static final int MAX_PEERS = 64;

  private static final Duration PAUSE_AFTER_FAILED_ACCEPT = Duration.ofMillis(100);

  private static final System.Logger LOG = System.getLogger(Listener.class.getName());

  /** Reads one message from a connection. */
  interface Reader<M> {
    M read(SpConnection connection) throws IOException;
  }

  private record Peer(SocketChannel channel, Thread thread) {}

  private final SpAddress address;
  private final SpProtocol self;
  private final SpLimits limits;
  private final Reader<M> reader;
  private final ServerSocketChannel server;
  private final @Nullable SocketFile file;
  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();

  /** Messages that wait to be received; an empty one says that the socket is closed. */
  private final LinkedTransferQueue<Optional<M>> messages = new LinkedTransferQueue<>();

  private Listener(
      SpAddress address,
      SpProtocol self,
      SpLimits limits,
      Reader<M> reader,
      ServerSocketChannel server,
      @Nullable SocketFile file) {
    this.address = address;
    this.self = self;
    this.limits = limits;
    this.reader = reader;
    this.server = server;
    this.file = file;
  }

  static <M> Listener<M> bind(SpAddress address, SpProtocol self, SpLimits limits, Reader<M> reader)
      throws IOException {
    ServerSocketChannel server =
        address instanceof SpAddress.Ipc
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      Listener<M> listener;
      if (address instanceof SpAddress.Ipc ipc) {
        SocketFile file = SocketFile.bind(server, ipc);
        listener = new Listener<>(address, self, limits, reader, server, file);
      } else {
        SpAddress bound = bindTcp(server, (SpAddress.Tcp) address);
        listener = new Listener<>(bound, self, limits, reader, server, null);
      }
      listener.daemon("accept", listener::accept).start();
      return listener;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static SpAddress bindTcp(ServerSocketChannel server, SpAddress.Tcp tcp)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(tcp.host(), tcp.port());
    if (target.isUnresolved()) {
      throw new SpException(tcp + ": unknown host");
    }
    try {
      server.bind(target);
    } catch (IOException e) {
      throw new SpException(tcp + ": cannot be bound: " + e.getMessage(), e);
    }
    return new SpAddress.Tcp(tcp.host(), ((InetSocketAddress) server.getLocalAddress()).getPort());
  }

  SpAddress address() {
    return address;
  }

  /** The next message of any peer; null at the timeout. */
  @Nullable M receive(Duration timeout) throws IOException, InterruptedException {
    Optional<M> message =
        messages.poll(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    if (message == null) {
      return null;
    }
    if (message.isEmpty()) {
      messages.put(message); // for the others that wait
      throw new ClosedChannelException();
    }
    return message.get();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // A cause such as too many open files may pass.
        LOG.log(Level.WARNING, address + ": accepting failed: " + e);
        try {
          Thread.sleep(PAUSE_AFTER_FAILED_ACCEPT.toMillis());
        } catch (InterruptedException interrupt) {
          return;
        }
      }
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    if (peers.size() >= MAX_PEERS) {
      LOG.log(Level.WARNING, "%s: a peer beyond %d turned away".formatted(address, MAX_PEERS));
      channel.close();
      return;
    }
    Thread thread = daemon("peer", () -> serve(channel));
    Peer peer = new Peer(channel, thread);
    peers.add(peer);
    if (!server.isOpen()) { // close() may have come meanwhile and missed this one
      channel.close();
    }
    thread.start();
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      SpConnection connection = handshake(channel);
      while (server.isOpen()) {
        messages.transfer(Optional.of(reader.read(connection)));
      }
    } catch (ConnectionLostException | ClosedChannelException | InterruptedException e) {
      LOG.log(Level.DEBUG, "{0}: a connection ended: {1}", address, e.getMessage());
    } catch (IOException e) {
      LOG.log(Level.WARNING, e.getMessage() + "; connection closed");
    } catch (OutOfMemoryError e) {
      LOG.log(Level.WARNING, address + ": no memory for a frame; connection closed");
    } finally {
      peers.removeIf(peer -> peer.channel().equals(channel));
    }
  }

  private SpConnection handshake(SocketChannel channel) throws IOException {
    if (address instanceof SpAddress.Tcp) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    Deadline deadline = new Deadline(channel, SpConnection.HANDSHAKE_TIME);
    try (deadline) {
      return SpConnection.handshake(channel, address, self, limits);
    } catch (ClosedChannelException e) {
      throw deadline.explain(e, address);
    }
  }

  private Thread daemon(String role, Runnable work) {
    Thread thread = new Thread(work, "sp-%s %s".formatted(role, address));
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    SpConnection.close(server);
    messages.put(Optional.empty());
    for (Peer peer : peers) {
      SpConnection.close(peer.channel());
      peer.thread().interrupt();
    }
    if (file != null) {
      SpConnection.close(file);
    }
  }
}
