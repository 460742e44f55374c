package org.jkuiper.stats;

/**
 * Counts durations in buckets. Each octave, from 8 microseconds to 34 seconds, has eight buckets of
 * equal width. So a quantile is at most an eighth off, and to record a duration takes a shift and
 * an increment. Not thread-safe.
 */
public final class Histogram {
  private static final int LOWEST_OCTAVE = 13;
  private static final int HIGHEST_OCTAVE = 34;
  private static final int STEP_BITS = 3;
  private static final int STEPS = 1 << STEP_BITS;

  /** The first bucket takes what is shorter than the octaves, the last one what is longer. */
  private static final int BUCKETS = (HIGHEST_OCTAVE - LOWEST_OCTAVE + 1) * STEPS + 2;

  private final long[] buckets;
  private long count;
  private long sum;

  public Histogram() {
    this(new long[BUCKETS], 0, 0);
  }

  private Histogram(long[] buckets, long count, long sum) {
    this.buckets = buckets;
    this.count = count;
    this.sum = sum;
  }

  /** Adds a duration; a negative one counts as 0. */
  public void record(long nanos) {
    buckets[bucket(nanos)]++;
    count++;
    sum += Math.max(0, nanos);
  }

  /** The bucket that has its lower bound below {@code nanos}, and its upper one not below. */
  private static int bucket(long nanos) {
    if (nanos <= 1L << LOWEST_OCTAVE) {
      return 0;
    }
    long below = nanos - 1;
    int octave = 63 - Long.numberOfLeadingZeros(below);
    if (octave > HIGHEST_OCTAVE) {
      return BUCKETS - 1;
    }
    int step = (int) (below >> (octave - STEP_BITS)) & (STEPS - 1);
    return 1 + (octave - LOWEST_OCTAVE) * STEPS + step;
  }

  /** The upper bound of a bucket but the last. It is the lower one of the next bucket. */
  private static long upperBound(int bucket) {
    int octave = LOWEST_OCTAVE + (bucket - 1 + STEPS) / STEPS - 1;
    int step = (bucket - 1 + STEPS) % STEPS;
    return bucket == 0 ? 1L << LOWEST_OCTAVE : (STEPS + step + 1L) << (octave - STEP_BITS);
  }

  /** How many durations there are. */
  public long count() {
    return count;
  }

  /** The sum of all durations, in nanoseconds. */
  public long sum() {
    return sum;
  }

  /**
   * How many durations are at most 2 to the power of {@code exponent} nanoseconds. Octaves are
   * bounds of buckets, so this is exact.
   *
   * @param exponent from 13 to 35
   */
  public long countUpTo(int exponent) {
    long upTo = 0;
    for (int i = 0; i <= (exponent - LOWEST_OCTAVE) * STEPS; i++) {
      upTo += buckets[i];
    }
    return upTo;
  }

  /** The mean in nanoseconds; 0 if there is no duration. */
  public double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }

  /**
   * About the duration in nanoseconds that a share of all durations does not exceed; 0 if there is
   * no duration.
   *
   * @param share more than 0, and at most 1
   */
  public double quantile(double share) {
    double rank = Math.max(1, Math.ceil(share * count));
    long before = 0;
    for (int i = 0; i < BUCKETS - 1; i++) {
      if (before + buckets[i] >= rank) {
        double lower = i == 0 ? 0 : upperBound(i - 1);
        return lower + (upperBound(i) - lower) * (rank - before - 0.5) / buckets[i];
      }
      before += buckets[i];
    }
    return count == 0 ? 0 : upperBound(BUCKETS - 2);
  }

  Histogram copy() {
    return new Histogram(buckets.clone(), count, sum);
  }

  /** What has come since {@code earlier}, a copy of this histogram. */
  Histogram since(Histogram earlier) {
    long[] added = buckets.clone();
    for (int i = 0; i < added.length; i++) {
      added[i] -= earlier.buckets[i];
    }
    return new Histogram(added, count - earlier.count, sum - earlier.sum);
  }
}
