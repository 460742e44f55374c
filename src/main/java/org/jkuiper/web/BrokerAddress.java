package org.jkuiper.web;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where an MQTT broker listens.
 *
 * @param server as Paho and eKuiper write it, such as {@code tcp://127.0.0.1:1883}; without secrets
 * @param user null for none
 * @param password null for none
 */
public record BrokerAddress(String server, @Nullable String user, @Nullable String password) {
  /**
   * Reads {@code tcp://[USER[:PASSWORD]@]HOST[:PORT]}; {@code mqtt} is the same as {@code tcp},
   * {@code mqtts} the same as {@code ssl}.
   *
   * @throws IllegalArgumentException if it is no such address
   */
  public static BrokerAddress parse(String address) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw notOne("it is no URL", e);
    }
    String scheme =
        switch (String.valueOf(uri.getScheme())) {
          case "tcp", "mqtt" -> "tcp";
          case "ssl", "mqtts" -> "ssl";
          default -> throw notOne("it begins with neither tcp:// nor ssl://", null);
        };
    if (uri.getHost() == null) {
      throw notOne("it has no host", null);
    }
    int port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("tcp") ? 1883 : 8883;
    String[] secrets = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    return new BrokerAddress(
        scheme + "://" + uri.getHost() + ":" + port,
        secrets.length > 0 ? secrets[0] : null,
        secrets.length > 1 ? secrets[1] : null);
  }

  /** Does not repeat the address, which may hold a password. */
  private static IllegalArgumentException notOne(String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "a broker's address reads like tcp://127.0.0.1:1883, but of this one " + why, cause);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return server;
  }
}
