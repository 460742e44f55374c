package org.jkuiper.sp;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import jdk.net.ExtendedSocketOptions;

/** Who is on the other end of a Unix socket, as the kernel tells it ({@code SO_PEERCRED}). */
final class PeerCredentials {
  private PeerCredentials() {}

  /**
   * Throws unless the peer is root or our own user: {@code /tmp} is open to all, so a path alone
   * says nothing about who listens there.
   */
  static void check(SocketChannel channel, SpAddress address) throws IOException {
    UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    UserPrincipal own = ownUser();
    if (!peer.equals(own) && !peer.equals(principals().lookupPrincipalByName("0"))) {
      throw new UntrustedPeerException(
          "%s: the peer runs as user %s; trusted are only root and our own user, %s"
              .formatted(address, peer.getName(), own.getName()));
    }
  }

  private static UserPrincipal ownUser() throws IOException {
    Path self = Path.of("/proc/self");
    // The kernel's word is better than the property, which is "?" for a user without a name.
    return Files.exists(self)
        ? Files.getOwner(self)
        : principals().lookupPrincipalByName(System.getProperty("user.name"));
  }

  private static UserPrincipalLookupService principals() {
    return FileSystems.getDefault().getUserPrincipalLookupService();
  }
}
