package org.jkuiper.plugin.runtime;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a symbol's own code threw, as people should see it: its message, without our frames. */
final class Fault {
  private static final int SHOWN_FRAMES = 5;

  private Fault() {}

  /** The message; where there is none, the type says it. */
  static String sentence(Throwable fault) {
    String message = fault.getMessage();
    boolean typeSaysMore = fault instanceof Error && !(fault instanceof AssertionError);
    if (message == null || message.isBlank()) {
      return fault.getClass().getSimpleName();
    }
    return typeSaysMore ? fault.getClass().getSimpleName() + ": " + message : message;
  }

  /** The whole chain in one line, for the log. */
  static String line(Throwable fault) {
    StringBuilder line = new StringBuilder();
    for (Throwable t = fault; t != null; t = t.getCause() == t ? null : t.getCause()) {
      line.append(line.isEmpty() ? "" : " caused by ").append(t).append(frames(t));
    }
    return line.toString();
  }

  private static String frames(Throwable fault) {
    return Arrays.stream(fault.getStackTrace())
        .takeWhile(frame -> !frame.getClassName().startsWith(Fault.class.getPackageName() + "."))
        .limit(SHOWN_FRAMES)
        .map(frame -> " at " + frame)
        .collect(Collectors.joining());
  }
}
