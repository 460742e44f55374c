package org.jkuiper.sp;

/** The peer does not speak as it should: wrong header, protocol, frame type or length. */
final class SpProtocolException extends SpException {
  SpProtocolException(String message) {
    super(message);
  }
}
