package org.jkuiper.runtime;

/** A symbol that does not start. The message is for the person who made the rule. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  /** What a symbol's own code threw at {@code doing}. */
  StartException(String symbol, String doing, Throwable cause) {
    super(symbol + ": " + doing + ": " + Fault.sentence(cause), cause);
  }
}
