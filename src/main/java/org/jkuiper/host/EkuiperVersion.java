package org.jkuiper.host;

import java.time.Duration;
import org.jkuiper.sp.SpLimits;

/** Whose habits the host has, where eKuiper's versions differ. */
public enum EkuiperVersion {
  /** 2.x, as of 2.4.2. It limits no message; a Java array does. */
  V2(true, Integer.MAX_VALUE - 64, Duration.ofSeconds(5)),

  /**
   * 1.14: takes a handshake on the control channel, after the first, for the answer to its command;
   * takes at most 1 MiB a message.
   */
  V1_14(false, 1 << 20, Duration.ofMillis(500));

  final boolean skipsHandshakesOnControl;
  private final int maxFrameBytes;

  /** How long one look for a source's message takes; then it looks again. */
  final Duration sourcePoll;

  EkuiperVersion(boolean skipsHandshakesOnControl, int maxFrameBytes, Duration sourcePoll) {
    this.skipsHandshakesOnControl = skipsHandshakesOnControl;
    this.maxFrameBytes = maxFrameBytes;
    this.sourcePoll = sourcePoll;
  }

  SpLimits limits() {
    return SpLimits.DEFAULT.withMaxFrameBytes(maxFrameBytes);
  }
}
