package org.jkuiper.host;

/**
 * The plugin's own answer that something is wrong: the sentence that a rule's status would show.
 */
public final class PluginFault extends HostException {
  private static final long serialVersionUID = 1;

  PluginFault(String message) {
    super(message);
  }
}
