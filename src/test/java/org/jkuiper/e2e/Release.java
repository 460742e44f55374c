package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder that {@code deploy/layout} has made, and the ways to run it. */
record Release(Path folder) {
  /** The topic filter of {@code deploy/init.json}'s stream, as the broker's log names it. */
  static final String SOURCE = "$share/labels/tfdemo/#";

  /** Where {@code deploy/init.json}'s rule sends its rows. */
  static final String LABELS = "ekuiper/labels";

  /** Lays the plugin's zip out in a folder that is not there yet. */
  static Release layout(Path folder, Path zip) throws IOException {
    Kuiperd.home("deploy/layout", folder.toString(), zip.toString());
    return new Release(folder);
  }

  /** Where the plugin lies. */
  Path plugin() {
    return folder.resolve("plugins/portable/pyai");
  }

  /** Prepares the plugin for this machine, as one does where the folder will be read-only. */
  Release prepared() throws IOException {
    Kuiperd.home(folder.resolve("start").toString(), "prepare");
    return this;
  }

  /** Not by its environment, in which eKuiper takes a 5 for a number and refuses it. */
  void speakMqtt5() throws IOException {
    Path sources = folder.resolve("etc/mqtt_source.yaml");
    String text = Files.readString(sources);
    String mqtt5 = "protocolVersion: \"5\"\n  sessionExpiryIntervalSeconds: 0";
    int labels = text.indexOf("labels:");
    Files.writeString(
        sources,
        text.substring(0, labels)
            + text.substring(labels).replace("protocolVersion: \"3.1.1\"", mqtt5));
  }

  /** A copy with other streams and rules, as one upgrades: times and modes as they are. */
  Release upgrade(Path copy, String from, String to) throws IOException {
    Kuiperd.home("cp", "-a", folder.toString(), copy.toString());
    Path init = copy.resolve("init.json");
    String text = Files.readString(init);
    if (!text.contains(from)) {
      throw new IllegalArgumentException("no " + from + " in " + text);
    }
    Files.writeString(init, text.replace(from, to));
    return new Release(copy);
  }

  /** A node with a {@code /tmp} and data of its own in {@code own}, which is beside the release. */
  Kuiperd start(Path own, Mosquitto broker, Map<String, String> environment) throws IOException {
    Files.createDirectories(own.resolve("tmp"));
    int restPort = Mosquitto.freePort();
    Map<String, String> all = new HashMap<>(ports(broker, restPort));
    all.putAll(environment);
    return Kuiperd.startedBy(
        own,
        restPort,
        all,
        "env", // tools/private-tmp covers what lies in /tmp, but not the working folder
        "--chdir=" + folder.getParent(),
        Path.of("tools/private-tmp").toAbsolutePath().toString(),
        own.resolve("tmp").toString(),
        Path.of("tools/leash").toAbsolutePath().toString(),
        folder.resolve("start").toString(),
        own.resolve("data").toString());
  }

  /** A node on this release as its container would run it, within so many megabytes. */
  Kuiperd startContained(Path own, Mosquitto broker, int megabytes) throws IOException {
    int restPort = Mosquitto.freePort();
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        "tools/contained",
        folder.toString(),
        Files.createDirectories(own.resolve("data")).toString(),
        Integer.toString(megabytes));
    ports(broker, restPort).forEach((name, value) -> command.add(name + "=" + value));
    return Kuiperd.startedBy(own, restPort, Map.of(), command.toArray(String[]::new));
  }

  private static Map<String, String> ports(Mosquitto broker, int restPort) throws IOException {
    return Map.of(
        "BROKER", broker.url(),
        "KUIPER__BASIC__RESTPORT", Integer.toString(restPort),
        "KUIPER__BASIC__PORT", "0",
        "KUIPER__SOURCE__HTTPSERVERPORT", Integer.toString(Mosquitto.freePort()));
  }
}
