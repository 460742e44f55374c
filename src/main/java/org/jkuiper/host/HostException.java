package org.jkuiper.host;

import java.io.IOException;

/** What eKuiper would refuse, or what keeps the host from playing its part; in a sentence. */
public class HostException extends IOException {
  private static final long serialVersionUID = 1;

  public HostException(String message) {
    super(message);
  }

  public HostException(String message, Throwable cause) {
    super(message, cause);
  }
}
