package org.jkuiper.protocol;

/**
 * The URLs that eKuiper's channels have. They are fixed and global to a machine (or to a mount
 * namespace): eKuiper knows no setting for them.
 *
 * @hidden internal
 */
public final class SocketNames {
  private SocketNames() {}

  /** eKuiper listens as REP, the plugin dials as REQ. */
  public static String control(String pluginName) {
    return url("plugin_" + pluginName);
  }

  /** eKuiper listens as REP, the plugin dials as REQ. */
  public static String function(String symbolName) {
    return url("func_" + symbolName);
  }

  /** A source's messages: eKuiper listens as PULL. A sink's: the plugin does. */
  public static String data(Meta meta) {
    return url(place(meta));
  }

  /** A sink's acknowledgements: eKuiper listens as PULL. */
  public static String ack(Meta meta) {
    return url(place(meta) + "_ack");
  }

  private static String place(Meta meta) {
    return meta.ruleId() + "_" + meta.opId() + "_" + meta.instanceId();
  }

  private static String url(String name) {
    return "ipc:///tmp/" + name + ".ipc";
  }
}
