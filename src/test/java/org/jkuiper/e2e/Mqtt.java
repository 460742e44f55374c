package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jkuiper.web.PromptSockets;

/**
 * Somebody on the broker who publishes, and keeps what arrives on one topic. Thread-safe.
 *
 * <p>Each on a connection of its own: mosquitto runs with Nagle, and on one connection a result
 * would wait until we have acknowledged the broker's word on what was published, 40 ms.
 */
final class Mqtt implements AutoCloseable {
  private static final int AT_LEAST_ONCE = 1;

  private final MqttClient publisher;
  private final MqttClient subscriber;
  private final String results;
  private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();

  private Mqtt(MqttClient publisher, MqttClient subscriber, String results) {
    this.publisher = publisher;
    this.subscriber = subscriber;
    this.results = results;
  }

  /** Returns when the broker has the subscription to {@code results}. */
  static Mqtt connect(Mosquitto broker, String results) throws MqttException {
    Mqtt mqtt = new Mqtt(client(broker), client(broker), results);
    mqtt.subscriber.subscribe(
        results, AT_LEAST_ONCE, (topic, message) -> mqtt.arrived.add(message.getPayload()));
    return mqtt;
  }

  private static MqttClient client(Mosquitto broker) throws MqttException {
    MqttClient client =
        new MqttClient(broker.url(), MqttClient.generateClientId(), new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMaxInflight(1000);
    options.setSocketFactory(new PromptSockets());
    client.connect(options);
    return client;
  }

  void publish(String topic, byte[] message) throws MqttException {
    publisher.publish(topic, message, AT_LEAST_ONCE, false);
  }

  /** The next result, in the order of arrival; fails the test where none comes in time. */
  String next(Duration limit) throws InterruptedException {
    return new String(nextBytes(limit), StandardCharsets.UTF_8);
  }

  /** The bytes of the next result, like {@link #next}. */
  byte[] nextBytes(Duration limit) throws InterruptedException {
    byte[] next = arrived.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(next, () -> "nothing on " + results + " in " + limit.toSeconds() + " s");
    return next;
  }

  /** The next result; empty where none comes in time. */
  String nextWithin(Duration limit) throws InterruptedException {
    byte[] next = arrived.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    return next == null ? "" : new String(next, StandardCharsets.UTF_8);
  }

  /** How many results have arrived that nobody has taken. */
  int waiting() {
    return arrived.size();
  }

  @Override
  public void close() throws MqttException {
    for (MqttClient client : List.of(publisher, subscriber)) {
      client.disconnectForcibly(0, 1000);
      client.close();
    }
  }
}
