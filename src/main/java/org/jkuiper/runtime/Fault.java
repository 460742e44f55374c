package org.jkuiper.runtime;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a symbol's own code threw, as people should see it: its message, without our frames. */
final class Fault {
  /** EX_SOFTWARE of sysexits.h: nothing that java itself exits with. */
  static final int FATAL_STATUS = 70;

  private static final int SHOWN_FRAMES = 5;

  /** A chain of causes may be a circle. */
  private static final int SHOWN_CAUSES = 8;

  private Fault() {}

  /**
   * Whether the JVM can no longer be trusted: out of memory, or a fault in its native half, be it
   * as another thread or a reflective call hands it on. A stack that overflowed is not that, nor
   * what code has caught and made an exception of its own of.
   */
  static boolean isFatal(Throwable fault) {
    Throwable thrown = fault;
    for (int i = 0; i < SHOWN_CAUSES && isHandedOn(thrown); i++) {
      thrown = cause(thrown);
    }
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  private static boolean isHandedOn(@Nullable Throwable fault) {
    return fault instanceof ExecutionException
        || fault instanceof CompletionException
        || fault instanceof InvocationTargetException;
  }

  /** Ends the process where the fault {@link #isFatal}: the launcher starts a sound one. */
  static void endProcessIfFatal(Throwable fault, System.Logger logger) {
    if (isFatal(fault)) {
      try {
        logger.log(Level.ERROR, "this process ends for a sound one to take over", fault);
      } finally {
        // Whatever else fails where memory is out.
        Runtime.getRuntime().halt(FATAL_STATUS);
      }
    }
  }

  /** The message; where there is none, the type says it. */
  static String sentence(Throwable fault) {
    String message = message(fault);
    boolean typeSaysMore = fault instanceof Error && !(fault instanceof AssertionError);
    if (message == null || message.isBlank()) {
      return fault.getClass().getSimpleName();
    }
    return typeSaysMore ? fault.getClass().getSimpleName() + ": " + message : message;
  }

  /** The chain of causes in one text, for the log. */
  static String line(Throwable fault) {
    StringBuilder line = new StringBuilder();
    Throwable shown = fault;
    for (int i = 0; shown != null && i < SHOWN_CAUSES; i++) {
      String message = message(shown);
      line.append(i == 0 ? "" : " caused by ")
          .append(shown.getClass().getName())
          .append(message == null ? "" : ": " + message)
          .append(frames(shown));
      shown = cause(shown);
    }
    return line.toString();
  }

  /** A message is the work of the symbol's own code, and may throw; as may all else of a fault. */
  private static @Nullable String message(Throwable fault) {
    try {
      return fault.getMessage();
    } catch (Throwable e) {
      return "a " + fault.getClass().getName() + " whose message cannot be had";
    }
  }

  private static @Nullable Throwable cause(Throwable fault) {
    try {
      return fault.getCause();
    } catch (Throwable e) {
      return null;
    }
  }

  private static String frames(Throwable fault) {
    try {
      return Arrays.stream(fault.getStackTrace())
          .takeWhile(frame -> !frame.getClassName().startsWith(Fault.class.getPackageName() + "."))
          .limit(SHOWN_FRAMES)
          .map(frame -> " at " + frame)
          .collect(Collectors.joining());
    } catch (Throwable e) {
      return "";
    }
  }
}
