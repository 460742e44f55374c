package org.jkuiper.web;

import org.jspecify.annotations.Nullable;

/**
 * How the plugin fares.
 *
 * @param state {@code running}, {@code starting} (its JVM has ended and the next is not there yet),
 *     {@code stopped}, {@code missing} or {@code unknown}
 * @param pid of the JVM, if it is on this machine; so are the next three
 * @param rssBytes its memory
 * @param restarts how many JVMs have taken over since the server started
 * @param upSeconds since when the JVM runs
 * @param killable whether it can be killed from here
 * @param reason why not, or what is wrong
 */
record PluginState(
    String state,
    @Nullable Long pid,
    @Nullable Long rssBytes,
    @Nullable Long restarts,
    @Nullable Long upSeconds,
    boolean killable,
    @Nullable String reason) {
  static PluginState notHere(String state, String reason) {
    return new PluginState(state, null, null, null, null, false, reason);
  }

  /** Whether a page shows the same but for memory and time. */
  boolean sameAs(PluginState other) {
    return withoutFigures().equals(other.withoutFigures());
  }

  private PluginState withoutFigures() {
    return new PluginState(state, pid, null, restarts, null, killable, reason);
  }
}
