package org.jkuiper.runtime;

import org.jkuiper.protocol.Meta;

/** The log of a plugin as a whole: for what concerns no rule and no symbol. */
public final class PluginLog {
  private PluginLog() {}

  /** A logger that writes lines with the plugin's name, which eKuiper copies to its own log. */
  public static System.Logger of(String plugin) {
    return new EventLog(plugin, System.out).logger("", Meta.NONE);
  }
}
