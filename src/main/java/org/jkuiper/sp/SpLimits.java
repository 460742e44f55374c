package org.jkuiper.sp;

import java.time.Duration;

/**
 * What a socket allows.
 *
 * @param maxFrameBytes the longest frame received, request id included; longer ones are not kept,
 *     and are refused before anything is allocated
 * @param minBackoff the pause before the second attempt to connect; each next one doubles it
 * @param maxBackoff where the doubling ends
 */
public record SpLimits(int maxFrameBytes, Duration minBackoff, Duration maxBackoff) {

  /** 64 MiB a frame, backoff from 100 ms to 5 s. */
  public static final SpLimits DEFAULT =
      new SpLimits(64 << 20, Duration.ofMillis(100), Duration.ofSeconds(5));

  /**
   * @throws IllegalArgumentException if a limit is not positive or the backoff ends below its start
   */
  public SpLimits {
    if (maxFrameBytes <= 0) {
      throw new IllegalArgumentException("maxFrameBytes must be positive: " + maxFrameBytes);
    }
    if (minBackoff.isNegative() || minBackoff.isZero() || maxBackoff.compareTo(minBackoff) < 0) {
      throw new IllegalArgumentException(
          "backoff must be positive and grow: from %s to %s".formatted(minBackoff, maxBackoff));
    }
  }

  public SpLimits withMaxFrameBytes(int bytes) {
    return new SpLimits(bytes, minBackoff, maxBackoff);
  }

  public SpLimits withBackoff(Duration min, Duration max) {
    return new SpLimits(maxFrameBytes, min, max);
  }
}
