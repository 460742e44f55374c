package org.jkuiper.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jkuiper.models.Progress;

/**
 * Shows a download: on a terminal as a bar that fills in its place, elsewhere as a line every ten
 * seconds.
 */
final class ProgressLine implements Progress {
  private static final int BAR = 30;
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long LINES_NANOS = 10_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private long begun;
  private long shown;
  private long bytes;
  private long total;
  private long bytesBefore;
  private boolean first;

  /**
   * @param terminal whether a person sees {@code out} as it is written
   */
  ProgressLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void begin(String from) {
    out.println("fetching " + from);
    out.flush();
    begun = System.nanoTime();
    shown = begun;
    first = true;
    bytes = 0;
  }

  @Override
  public void at(long bytesNow, long totalNow) {
    if (first) {
      // What was there before this run says nothing of the speed; one buffer more does no harm.
      bytesBefore = bytesNow;
      first = false;
    }
    bytes = bytesNow;
    total = totalNow;
    long now = System.nanoTime();
    if (now - shown >= (terminal ? TERMINAL_NANOS : LINES_NANOS)) {
      shown = now;
      show();
    }
  }

  private void show() {
    String amount =
        total < 0
            ? Megabytes.of(bytes)
            : "%3d %%  %s of %s".formatted(percent(), Megabytes.of(bytes), Megabytes.of(total));
    if (!terminal) {
      out.println("  " + amount.strip());
    } else {
      double seconds = (System.nanoTime() - begun) / 1e9;
      double speed = (bytes - bytesBefore) / Math.max(seconds, 0.001) / 1e6;
      // The line is written anew from its beginning, and what was longer is cleared.
      out.print(
          "\r%s%s  %s\033[K"
              .formatted(bar(), amount, String.format(Locale.ROOT, "%.1f MB/s", speed)));
    }
    out.flush();
  }

  private long percent() {
    return total == 0 ? 100 : 100 * bytes / total;
  }

  private String bar() {
    if (total < 0) {
      return "";
    }
    int filled = (int) (BAR * percent() / 100);
    return "[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] ";
  }

  @Override
  public void again() {
    if (terminal) {
      out.print("\r\033[K");
    }
    out.println(
        "the connection broke" + (bytes > 0 ? " after " + Megabytes.of(bytes) : "") + ", going on");
    out.flush();
  }

  @Override
  public void end() {
    if (terminal && bytes > 0) {
      show();
      out.println();
      out.flush();
    }
  }
}
