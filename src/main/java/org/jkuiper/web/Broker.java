package org.jkuiper.web;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallbackExtended;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT broker: publishes pictures and hears the answers; connects again by itself. Thread-safe.
 *
 * <p>Publishing and hearing each have a connection: mosquitto runs with Nagle, and on one
 * connection an answer would wait until we have acknowledged the broker's word on what was
 * published, 40 ms.
 */
final class Broker implements AutoCloseable {
  private static final int AT_LEAST_ONCE = 1;
  private static final int WAIT_MILLIS = 5_000;
  private static final int LONGEST_PAUSE_MILLIS = 2_000;

  private final BrokerAddress address;
  private final MqttAsyncClient publisher;
  private final MqttAsyncClient listener;

  private Broker(BrokerAddress address, MqttAsyncClient publisher, MqttAsyncClient listener) {
    this.address = address;
    this.publisher = publisher;
    this.listener = listener;
  }

  /**
   * Returns when the broker has the subscription.
   *
   * @param topics what to hear
   * @param heard gets topic and payload of each message, in their order, and must not block
   * @throws IOException if no broker answers there, or it refuses
   */
  static Broker connect(BrokerAddress address, String topics, BiConsumer<String, byte[]> heard)
      throws IOException {
    try {
      Broker broker = new Broker(address, client(address), client(address));
      broker.listener.setCallback(broker.new Hearing(topics, heard));
      for (MqttAsyncClient client : broker.clients()) {
        client.connect(options(address)).waitForCompletion(WAIT_MILLIS);
      }
      broker.listener.subscribe(topics, AT_LEAST_ONCE).waitForCompletion(WAIT_MILLIS);
      return broker;
    } catch (MqttException e) {
      throw new IOException(
          "no MQTT broker takes us at " + address + ": " + words(e) + "; is it running there?", e);
    }
  }

  private static MqttAsyncClient client(BrokerAddress address) throws MqttException {
    return new MqttAsyncClient(
        address.server(), "jkuiper-" + MqttAsyncClient.generateClientId(), new MemoryPersistence());
  }

  private static MqttConnectOptions options(BrokerAddress address) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setConnectionTimeout(WAIT_MILLIS / 1000);
    options.setAutomaticReconnect(true);
    options.setMaxReconnectDelay(LONGEST_PAUSE_MILLIS);
    if (address.server().startsWith("tcp:")) {
      options.setSocketFactory(new PromptSockets());
    }
    if (address.user() != null) {
      options.setUserName(address.user());
    }
    if (address.password() != null) {
      options.setPassword(address.password().toCharArray());
    }
    return options;
  }

  /** Paho's outermost message is often no more than its own name. */
  private static String words(MqttException fault) {
    Throwable cause = fault.getCause() == null ? fault : fault.getCause();
    return String.valueOf(cause.getMessage());
  }

  /**
   * Returns when the broker has the message.
   *
   * @throws IOException if it does not get it in time
   */
  void publish(String topic, byte[] payload) throws IOException {
    try {
      publisher.publish(topic, payload, AT_LEAST_ONCE, false).waitForCompletion(WAIT_MILLIS);
    } catch (MqttException e) {
      throw new IOException("the MQTT broker at " + address + " does not take it: " + words(e), e);
    }
  }

  /** Null while all is well, else a sentence. */
  @Nullable String error() {
    return publisher.isConnected() && listener.isConnected()
        ? null
        : "no MQTT broker answers at " + address + "; trying again";
  }

  private List<MqttAsyncClient> clients() {
    return List.of(publisher, listener);
  }

  @Override
  public void close() {
    for (MqttAsyncClient client : clients()) {
      try {
        client.disconnectForcibly(0, 1_000);
        client.close(true);
      } catch (MqttException e) {
        // It is gone, or was not there.
      }
    }
  }

  private final class Hearing implements MqttCallbackExtended {
    private final String topics;
    private final BiConsumer<String, byte[]> heard;

    Hearing(String topics, BiConsumer<String, byte[]> heard) {
      this.topics = topics;
      this.heard = heard;
    }

    /** A broker that comes back may have forgotten what we want to hear. */
    @Override
    public void connectComplete(boolean again, String server) {
      if (again) {
        try {
          var unused = listener.subscribe(topics, AT_LEAST_ONCE);
        } catch (MqttException e) {
          // The connection is lost once more, and Paho makes another.
        }
      }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      heard.accept(topic, message.getPayload());
    }

    @Override
    public void connectionLost(Throwable cause) {}

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }
}
