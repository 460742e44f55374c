package org.jkuiper.plugin.runtime;

import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Ends this process when eKuiper or the launcher is gone. eKuiper stops a plugin by SIGKILL to the
 * one process that it started, the launcher, and says nothing to us; and a plugin that outlives its
 * eKuiper would answer the next one beside its successor.
 */
final class ParentWatch {
  /** Set by the launcher to its process id, which must stay our parent. */
  static final String LAUNCHER = "JKUIPER_LAUNCHER";

  /** Set by the launcher to the process id of eKuiper, which must stay its parent. */
  static final String EKUIPER = "JKUIPER_EKUIPER";

  private static final long LOOK_MILLIS = 200;

  /** How long symbols get to close; with {@link #LOOK_MILLIS} well within the second promised. */
  private static final long STOP_MILLIS = 400;

  private final System.Logger logger;
  private final Runnable stopAll;
  private final Optional<Long> launcher;
  private final Optional<Long> ekuiper;

  private ParentWatch(System.Logger logger, Runnable stopAll) {
    this.logger = logger;
    this.stopAll = stopAll;
    this.launcher = pid(LAUNCHER);
    this.ekuiper = pid(EKUIPER);
  }

  /**
   * Looks from now on, on a thread of its own; does nothing where no launcher started us.
   *
   * @param stopAll what to do before the end, if it takes not too long
   */
  static ParentWatch start(System.Logger logger, Runnable stopAll) {
    ParentWatch watch = new ParentWatch(logger, stopAll);
    if (watch.launcher.isPresent()) {
      Thread thread = new Thread(watch::run, "parent-watch");
      thread.setDaemon(true);
      thread.start();
    }
    return watch;
  }

  private void run() {
    while (true) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      check();
    }
  }

  /** Looks now; does not return where eKuiper or the launcher is gone. */
  void check() {
    if (launcher.isPresent() && !(parentIsLauncher() && parentOfLauncherIsEkuiper())) {
      logger.log(Level.INFO, "eKuiper or the launcher is gone: ending");
      Thread stop = new Thread(stopAll, "stop-all");
      stop.setDaemon(true);
      stop.start();
      try {
        stop.join(STOP_MILLIS);
      } catch (InterruptedException e) {
        // Ending all the same.
      }
      Runtime.getRuntime().halt(0);
    }
  }

  private boolean parentIsLauncher() {
    return launcher.equals(ProcessHandle.current().parent().map(ProcessHandle::pid));
  }

  private boolean parentOfLauncherIsEkuiper() {
    return ekuiper.equals(
        launcher.flatMap(ProcessHandle::of).flatMap(ProcessHandle::parent).map(ProcessHandle::pid));
  }

  private static Optional<Long> pid(String variable) {
    return Optional.ofNullable(System.getenv(variable)).map(Long::valueOf);
  }
}
