package org.jkuiper.sp;

/** The peer is gone, or there was no connection. */
public final class ConnectionLostException extends SpException {
  ConnectionLostException(String message) {
    super(message);
  }

  ConnectionLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
