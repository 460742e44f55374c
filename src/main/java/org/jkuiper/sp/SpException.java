package org.jkuiper.sp;

import java.io.IOException;

/**
 * A fault of one connection or address; the message names both. The socket lives on: it may connect
 * again.
 */
public class SpException extends IOException {
  public SpException(String message) {
    super(message);
  }

  public SpException(String message, Throwable cause) {
    super(message, cause);
  }
}
