package org.jkuiper.protocol;

import java.io.IOException;

/** Bytes that are not the message they should be. The message names the fault, in one sentence. */
public final class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedMessageException(String message) {
    super(message);
  }

  MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
