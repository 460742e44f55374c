package org.jkuiper.e2e;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What mosquitto has handed over to each client of the messages on {@code tfdemo/NUMBER}, and what
 * each has acknowledged, by the broker's own log ({@code log_type debug}).
 */
record Deals(Map<String, Set<Integer>> handedOver, Map<String, Set<Integer>> acknowledged) {
  private static final Pattern LINE =
      Pattern.compile(
          "Sending PUBLISH to (\\S+) \\(d\\d, q1, r\\d, m(\\d+), 'tfdemo/(\\d+)'"
              + "|Received PUBACK from (\\S+) \\(Mid: (\\d+)");

  static Deals of(Mosquitto broker) {
    Deals deals = new Deals(new HashMap<>(), new HashMap<>());
    Map<String, Integer> open = new HashMap<>(); // by client and packet identifier
    LINE.matcher(broker.log()).results().forEach(line -> deals.add(line, open));
    return deals;
  }

  private void add(MatchResult line, Map<String, Integer> open) {
    if (line.group(1) != null) {
      int number = Integer.parseInt(line.group(3));
      open.put(line.group(1) + " " + line.group(2), number);
      handedOver.computeIfAbsent(line.group(1), client -> new TreeSet<>()).add(number);
    } else {
      Integer number = open.remove(line.group(4) + " " + line.group(5));
      if (number != null) {
        acknowledged.computeIfAbsent(line.group(4), client -> new TreeSet<>()).add(number);
      }
    }
  }

  Set<Integer> handedOver(String client) {
    return handedOver.getOrDefault(client, Set.of());
  }

  Set<Integer> acknowledged(String client) {
    return acknowledged.getOrDefault(client, Set.of());
  }
}
