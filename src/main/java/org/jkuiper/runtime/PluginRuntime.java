package org.jkuiper.runtime;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.PluginRunner;
import org.jkuiper.protocol.Meta;

/** Serves a plugin for the life of the process: what {@link Plugin#run} leads to. */
public final class PluginRuntime implements PluginRunner {

  @Override
  public void run(Plugin plugin, String[] args) {
    EventLog log = new EventLog(plugin.name(), System.out);
    System.Logger logger = log.logger("", Meta.NONE);
    Launcher launcher = Launcher.from(System.getenv());
    if (launcher.pid().isPresent()) {
      // The process is ours alone.
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, fault) -> {
            try {
              Fault.endProcessIfFatal(fault, logger);
              logger.log(Level.ERROR, "thread " + thread.getName() + " has ended", fault);
            } catch (Throwable e) {
              // Out of memory to the last byte, which it takes to load a class.
              Runtime.getRuntime().halt(Fault.FATAL_STATUS);
            }
          });
      new DescriptorCheck(plugin, logger).in(Path.of(""));
    }
    Symbols symbols = new Symbols(plugin, log, launcher);
    ParentWatch watch = ParentWatch.start(launcher, logger, symbols::stopAll);
    try (ControlLoop control = new ControlLoop(plugin.name(), symbols, logger)) {
      control.run(watch::check);
    } catch (InterruptedException e) {
      logger.log(Level.INFO, "interrupted: ending");
    } finally {
      // The interrupt of whoever ends us must not cut the stopping short.
      var unused = Thread.interrupted();
      symbols.stopAll();
    }
  }
}
