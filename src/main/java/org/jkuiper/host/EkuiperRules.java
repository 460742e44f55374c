package org.jkuiper.host;

import static org.jkuiper.host.EkuiperRest.encode;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * The streams and rules of a running eKuiper, through its REST API. Each method throws {@link
 * EkuiperException} with eKuiper's own words if it refuses, {@link HostException} if it cannot be
 * reached. Thread-safe.
 *
 * @hidden internal
 */
public final class EkuiperRules {
  /** A rule's functions are asked whether they take their arguments, which loads a model. */
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final EkuiperRest rest;

  /**
   * @param base such as {@code http://127.0.0.1:9081}
   * @throws IllegalArgumentException if it is no http address
   */
  public EkuiperRules(URI base) {
    this.rest = new EkuiperRest(base, TIMEOUT);
  }

  /** eKuiper's version, such as {@code 2.4.2}. */
  public String version() throws IOException, InterruptedException {
    if (rest.getJson("/") instanceof Map<?, ?> info && info.get("version") instanceof String text) {
      return text;
    }
    throw new HostException("eKuiper does not tell its version");
  }

  /** The installed portable plugin that has the function; null if there is none. */
  public @Nullable String pluginOf(String function) throws IOException, InterruptedException {
    if (rest.getJson("/plugins/portables") instanceof List<?> plugins) {
      for (Object plugin : plugins) {
        if (plugin instanceof Map<?, ?> info
            && info.get("functions") instanceof List<?> functions
            && functions.contains(function)) {
          return String.valueOf(info.get("name"));
        }
      }
    }
    return null;
  }

  /** Creates or replaces a set of properties that streams name as their {@code CONF_KEY}. */
  public void putSourceConfig(String type, String key, Map<String, ?> properties)
      throws IOException, InterruptedException {
    var unused = rest.send("PUT", sourceConfig(type, key), Json.text(properties));
  }

  /**
   * The counterpart of {@link #putSourceConfig}; does nothing if there is none of that name.
   * eKuiper 2.4.2 that is asked to delete one that is not there fails at every later change of that
   * type's sets, until it is started again: it tries that deletion once more each time.
   */
  public void deleteSourceConfig(String type, String key) throws IOException, InterruptedException {
    if (rest.getJson("/metadata/sources/yaml/" + encode(type)) instanceof Map<?, ?> all
        && all.containsKey(key)) {
      var unused = rest.delete(sourceConfig(type, key));
    }
  }

  private static String sourceConfig(String type, String key) {
    return "/metadata/sources/" + encode(type) + "/confKeys/" + encode(key);
  }

  /** Runs a {@code CREATE STREAM}. */
  public void createStream(String sql) throws IOException, InterruptedException {
    var unused = rest.send("POST", "/streams", Json.text(Map.of("sql", sql)));
  }

  /** Drops a stream that no rule uses any more. */
  public void dropStream(String name) throws IOException, InterruptedException {
    var unused = rest.delete("/streams/" + encode(name));
  }

  /** Creates a rule from its definition, which has an {@code id}, and starts it. */
  public void createRule(Map<String, ?> rule) throws IOException, InterruptedException {
    var unused = rest.send("POST", "/rules", Json.text(rule));
  }

  /** Replaces the definition of a rule, and starts it with the new one. */
  public void updateRule(Map<String, ?> rule) throws IOException, InterruptedException {
    String id = String.valueOf(rule.get("id"));
    var unused = rest.send("PUT", "/rules/" + encode(id), Json.text(rule));
  }

  /** Starts a rule that has stopped. */
  public void startRule(String id) throws IOException, InterruptedException {
    var unused = rest.send("POST", "/rules/" + encode(id) + "/start", "");
  }

  /** Stops a rule and forgets it. */
  public void deleteRule(String id) throws IOException, InterruptedException {
    var unused = rest.delete("/rules/" + encode(id));
  }

  /** A rule's {@code status}, such as {@code running}, its {@code message}, and its figures. */
  @SuppressWarnings("unchecked")
  public Map<String, @Nullable Object> ruleStatus(String id)
      throws IOException, InterruptedException {
    return rest.getJson("/rules/" + encode(id) + "/status") instanceof Map<?, ?> status
        ? (Map<String, @Nullable Object>) status
        : Map.of();
  }
}
