package org.jkuiper.host;

/**
 * eKuiper's refusal of a request, in its own words.
 *
 * @hidden internal
 */
public final class EkuiperException extends HostException {
  private static final long serialVersionUID = 1;

  private final int status;

  EkuiperException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
