package org.jkuiper.sp;

/** The peer of an ipc socket is neither root nor our own user. */
final class UntrustedPeerException extends SpException {
  UntrustedPeerException(String message) {
    super(message);
  }
}
