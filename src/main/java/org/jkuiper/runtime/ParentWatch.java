package org.jkuiper.runtime;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Ends this process when eKuiper or the launcher is gone. eKuiper stops a plugin by SIGKILL to the
 * one process that it started, the launcher, and says nothing to us; and a plugin that outlives its
 * eKuiper would answer the next one beside its successor.
 */
final class ParentWatch {
  private static final long LOOK_MILLIS = 200;

  /** How long symbols get to close; with {@link #LOOK_MILLIS} well within the second promised. */
  private static final long STOP_MILLIS = 400;

  private final System.Logger logger;
  private final Runnable stopAll;
  private final Launcher launcher;
  private @Nullable Thread stopper;

  private ParentWatch(Launcher launcher, System.Logger logger, Runnable stopAll) {
    this.launcher = launcher;
    this.logger = logger;
    this.stopAll = stopAll;
  }

  /**
   * Looks from now on, on a thread of its own; does nothing where no launcher started us.
   *
   * @param stopAll what to do before the end, if it takes not too long; also on SIGTERM, which the
   *     kernel sends us at the launcher's death where it can
   */
  static ParentWatch start(Launcher launcher, System.Logger logger, Runnable stopAll) {
    ParentWatch watch = new ParentWatch(launcher, logger, stopAll);
    if (launcher.pid().isPresent()) {
      Thread thread = new Thread(watch::run, "parent-watch");
      thread.setDaemon(true);
      thread.start();
      Runtime.getRuntime().addShutdownHook(new Thread(watch::stop, "stop"));
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
    if (launcher.pid().isPresent() && !(parentIsLauncher() && parentOfLauncherIsEkuiper())) {
      logger.log(Level.INFO, "eKuiper or the launcher is gone: ending");
      stop();
      Runtime.getRuntime().halt(1);
    }
  }

  private void stop() {
    try {
      stopper().join(STOP_MILLIS);
    } catch (InterruptedException e) {
      // Ending all the same.
    }
  }

  /** One for all that want to end the process: none must do so while another still stops. */
  private synchronized Thread stopper() {
    if (stopper == null) {
      stopper = new Thread(stopAll, "stop-all");
      stopper.setDaemon(true);
      stopper.start();
    }
    return stopper;
  }

  private boolean parentIsLauncher() {
    return launcher.pid().equals(ProcessHandle.current().parent().map(ProcessHandle::pid));
  }

  private boolean parentOfLauncherIsEkuiper() {
    return launcher
        .ekuiperPid()
        .equals(
            launcher
                .pid()
                .flatMap(ProcessHandle::of)
                .flatMap(ProcessHandle::parent)
                .map(ProcessHandle::pid));
  }
}
