package org.jkuiper.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A broker of the test's own, on loopback. */
final class Mosquitto implements AutoCloseable {
  private final Leashed process;
  private final int port;

  private Mosquitto(Leashed process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Returns once it takes connections.
   *
   * @param folder where its log goes
   * @param settings lines more of its configuration
   */
  static Mosquitto start(Path folder, String... settings) throws IOException {
    return start(folder, freePort(), settings);
  }

  /** The same on a port of which the caller knows that it is free. */
  static Mosquitto start(Path folder, int port, String... settings) throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>(List.of("tools/broker", Integer.toString(port)));
    Collections.addAll(command, settings);
    Leashed process =
        Leashed.start(folder.resolve("mosquitto.log"), Map.of(), command.toArray(String[]::new));
    Mosquitto broker = new Mosquitto(process, port);
    Eventually.holds(Duration.ofSeconds(10), broker::answers, process::log);
    return broker;
  }

  /** A port of loopback on which nobody listens at this moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "tcp://127.0.0.1:" + port;
  }

  /** How often somebody has subscribed to the topic so far. */
  long subscriptions(String topic) {
    return Pattern.compile(" \\d " + Pattern.quote(topic) + "$", Pattern.MULTILINE)
        .matcher(process.log())
        .results()
        .count();
  }

  String log() {
    return process.log();
  }

  private boolean answers() {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
