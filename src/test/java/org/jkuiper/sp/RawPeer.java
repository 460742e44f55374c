package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;

/** A peer that writes what the test tells it, byte for byte. */
record RawPeer(SocketChannel channel) implements Closeable {

  static final String REQ_HEADER = "0053500000300000";
  static final String REP_HEADER = "0053500000310000";
  static final String PUSH_HEADER = "0053500000500000";
  static final String PULL_HEADER = "0053500000510000";

  static RawPeer connect(SpAddress address) throws IOException {
    if (address instanceof SpAddress.Ipc ipc) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(ipc.path()));
      return new RawPeer(channel);
    }
    SpAddress.Tcp tcp = (SpAddress.Tcp) address;
    return new RawPeer(SocketChannel.open(new InetSocketAddress(tcp.host(), tcp.port())));
  }

  void write(String hex) throws IOException {
    write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The next bytes in hex; fewer where the other side closes. */
  String read(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // until full or closed
    }
    return HexFormat.of().formatHex(buffer.array(), 0, buffer.position());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
