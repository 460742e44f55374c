package org.jkuiper.sp;

/** The peer announced a frame above {@link SpLimits#maxFrameBytes}. */
public final class FrameTooLargeException extends SpException {
  private final boolean passedOver;

  FrameTooLargeException(String message, boolean passedOver) {
    super(message);
    this.passedOver = passedOver;
  }

  /**
   * Whether the frame was read to its end without being kept, so that the connection lives on; else
   * it was too large even for that, and the connection is closed.
   */
  public boolean passedOver() {
    return passedOver;
  }
}
