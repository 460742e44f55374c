package org.jkuiper.sp;

/** The peer announced a frame above {@link SpLimits#maxFrameBytes}. */
public final class FrameTooLargeException extends SpException {
  FrameTooLargeException(String message) {
    super(message);
  }
}
