package org.jkuiper.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.host.EkuiperException;
import org.jkuiper.host.EkuiperRules;
import org.jkuiper.host.HostException;

/**
 * Our stream and rule in eKuiper. Each definition of the rule sends its answers to a topic of its
 * own, so that none of a former one is taken for one of this. Each method throws {@link
 * EkuiperException} if eKuiper refuses, {@link HostException} if it cannot be reached. One thread
 * at a time changes it; any may read it.
 */
final class Deployment {
  private final EkuiperRules ekuiper;
  private final BrokerAddress broker;
  private final String name;
  private final String topics;

  /** Set once the plugin is known to take no options. */
  private volatile boolean details = true;

  private volatile PictureRule rule = PictureRule.FIRST;
  private long generation;

  /**
   * @param broker as eKuiper reaches it
   * @param session letters, digits and underscores; whoever has the same replaces what is there
   */
  Deployment(EkuiperRules ekuiper, BrokerAddress broker, String session) {
    this.ekuiper = ekuiper;
    this.broker = broker;
    this.name = "jkuiper_web_" + session;
    this.topics = "jkuiper/web/" + session;
    // Answers to a former run's rule may be on their way still.
    this.generation = System.currentTimeMillis();
  }

  /** The name of rule and stream. */
  String name() {
    return name;
  }

  PictureRule rule() {
    return rule;
  }

  /** The rule's SQL. */
  String sql() {
    return rule.sql(name, details);
  }

  /** The stream's SQL. */
  String stream() {
    return "CREATE STREAM "
        + name
        + " () WITH (DATASOURCE=\""
        + topics
        + "/pictures/+\", FORMAT=\"BINARY\", TYPE=\"mqtt\", CONF_KEY=\""
        + name
        + "\")";
  }

  String pictureTopic(String id) {
    return topics + "/pictures/" + id;
  }

  /** All answers, those of former definitions included. */
  String answerTopics() {
    return topics + "/answers/+";
  }

  /** The answers to the rule as it is now. */
  String answerTopic() {
    return topics + "/answers/" + generation;
  }

  /** Removes what a former run has left, and creates the rule anew. */
  void create() throws IOException, InterruptedException {
    remove();
    ekuiper.putSourceConfig("mqtt", name, connection());
    ekuiper.createStream(stream());
    try {
      ekuiper.createRule(definition(rule));
    } catch (EkuiperException e) {
      if (!details) {
        throw e;
      }
      // A plugin without options refuses their number.
      details = false;
      try {
        ekuiper.createRule(definition(rule));
      } catch (EkuiperException again) {
        details = true;
        throw e;
      }
    }
  }

  /** Replaces the rule; where eKuiper refuses, the old one goes on. */
  void update(PictureRule to) throws IOException, InterruptedException {
    generation++;
    try {
      ekuiper.updateRule(definition(to));
      rule = to;
    } catch (EkuiperException e) {
      generation--;
      throw e;
    }
  }

  /** The same rule once more, so that no answer to its former self counts. */
  void renew() throws IOException, InterruptedException {
    try {
      update(rule);
    } catch (EkuiperException e) {
      create();
    }
  }

  /** Starts the rule if it has stopped, and creates it if it is gone. */
  void ensure() throws IOException, InterruptedException {
    String status;
    try {
      status = String.valueOf(ekuiper.ruleStatus(name).get("status"));
    } catch (EkuiperException e) {
      create();
      return;
    }
    if (!status.equals("running")) {
      ekuiper.startRule(name);
    }
  }

  /** Takes down what is there. */
  void remove() throws IOException, InterruptedException {
    for (Removal removal :
        List.<Removal>of(
            () -> ekuiper.deleteRule(name),
            () -> ekuiper.dropStream(name),
            () -> ekuiper.deleteSourceConfig("mqtt", name))) {
      try {
        removal.run();
      } catch (EkuiperException e) {
        // It was not there.
      }
    }
  }

  private interface Removal {
    void run() throws IOException, InterruptedException;
  }

  private Map<String, Object> definition(PictureRule of) {
    Map<String, Object> mqtt = connection();
    mqtt.put("topic", answerTopic());
    mqtt.put("qos", 1);
    mqtt.put("sendSingle", true);
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("id", name);
    definition.put("sql", of.sql(name, details));
    // The error of a picture goes where its row would; a rule that eKuiper starts before the plugin
    // is there comes back.
    definition.put("options", Map.of("sendError", true, "restartStrategy", Map.of("attempts", 1)));
    definition.put("actions", List.of(Map.of("mqtt", mqtt)));
    return definition;
  }

  private Map<String, Object> connection() {
    Map<String, Object> connection = new LinkedHashMap<>();
    connection.put("server", broker.server());
    if (broker.user() != null) {
      connection.put("username", broker.user());
    }
    if (broker.password() != null) {
      connection.put("password", broker.password());
    }
    return connection;
  }
}
