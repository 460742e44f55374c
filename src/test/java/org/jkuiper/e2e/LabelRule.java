package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttException;

/** A rule over a stream of MQTT messages, and somebody who feeds it and reads its rows. */
final class LabelRule implements AutoCloseable {
  /** The tutorial's stream: each message of the topic {@code tfdemo} is a picture. */
  static final String STREAM =
      "CREATE STREAM tfdemo () WITH (DATASOURCE=\"tfdemo\", FORMAT=\"BINARY\")";

  /** The tutorial's rule. */
  static final String SQL = "SELECT labelImage(self)[0]->label as label FROM tfdemo";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Kuiperd kuiperd;
  private final Mqtt mqtt;
  private final String id;
  private final String source;

  private LabelRule(Kuiperd kuiperd, Mqtt mqtt, String id, String source) {
    this.kuiperd = kuiperd;
    this.mqtt = mqtt;
    this.id = id;
    this.source = source;
  }

  /** The tutorial: its stream, its rule, its topics. */
  static LabelRule tutorial(Kuiperd kuiperd, Mosquitto broker) throws IOException, MqttException {
    kuiperd.createStream(STREAM);
    return create(kuiperd, broker, "labels", SQL, "tfdemo");
  }

  /** Returns when the rule listens to {@code source}, the topic of its stream. */
  static LabelRule create(Kuiperd kuiperd, Mosquitto broker, String id, String sql, String source)
      throws IOException, MqttException {
    String results = "ekuiper/" + id;
    Mqtt mqtt = Mqtt.connect(broker, results);
    long before = broker.subscriptions(source);
    kuiperd.expect(201, "POST", "/rules", Kuiperd.rule(id, sql, broker, results));
    Eventually.holds(
        LIMIT, () -> broker.subscriptions(source) > before, () -> "no subscription to " + source);
    return new LabelRule(kuiperd, mqtt, id, source);
  }

  void publish(byte[] message) throws MqttException {
    mqtt.publish(source, message);
  }

  /** The next row, as JSON. */
  String next() throws InterruptedException {
    return mqtt.next(LIMIT);
  }

  /** The next row, as JSON; empty where none comes within some milliseconds. */
  String nextWithin(int milliseconds) throws InterruptedException {
    return mqtt.nextWithin(Duration.ofMillis(milliseconds));
  }

  /** The row that a message gives, as JSON. */
  String of(byte[] message) throws MqttException, InterruptedException {
    publish(message);
    return next();
  }

  /** Fails where a sample does not get the label of {@link Pictures#LABELS}. */
  void labelsTheSamples() throws IOException, MqttException, InterruptedException {
    for (Map.Entry<String, String> sample : Pictures.LABELS.entrySet()) {
      assertEquals(
          "{\"label\":\"" + sample.getValue() + "\"}", of(Pictures.sample(sample.getKey())));
    }
  }

  /** What the rule's status says after a message on which the rule fails. */
  String failureOf(byte[] message) throws IOException, MqttException {
    long before = kuiperd.exceptions(id);
    publish(message);
    Eventually.holds(LIMIT, () -> exceptions() > before, kuiperd::log);
    return kuiperd.lastException(id);
  }

  private long exceptions() {
    try {
      return kuiperd.exceptions(id);
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException, MqttException {
    kuiperd.expect(200, "DELETE", "/rules/" + id, "");
    mqtt.close();
  }
}
