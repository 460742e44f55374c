package org.jkuiper.web;

/** A request that is not done, with the HTTP status and the sentence that say why. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  RefusedException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  int status() {
    return status;
  }
}
