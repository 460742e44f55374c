package org.jkuiper.host;

/** A plugin at work. */
interface PluginInstance {
  boolean isAlive();

  /** How it ended and what it said last, for an error message. */
  String lastWords();

  /** Ends it and all that it started; returns when they are gone. */
  void end() throws InterruptedException;
}
