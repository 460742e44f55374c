package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;

/** A listener that does with each connection what the test tells it. */
record RawListener(ServerSocketChannel server, SpAddress.Ipc address) implements Closeable {

  static RawListener bind(SpAddress.Ipc address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(address.path()));
    return new RawListener(server, address);
  }

  RawPeer accept() throws IOException {
    return new RawPeer(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(address.path());
  }
}
