package org.jkuiper.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jkuiper.host.EkuiperException;
import org.jkuiper.host.EkuiperRules;
import org.jkuiper.host.HostException;
import org.jspecify.annotations.Nullable;

/** Puts the parts together, and does what the page asks for. */
final class Desk implements Api.Desk, Courier.Outcomes, AutoCloseable {
  private final Deployment deployment;
  private final Exchange exchange;
  private final RuleKeeper keeper;
  private final Courier courier;
  private final Models models = new Models();
  private final Events events = new Events();
  private final Rates rates = new Rates();
  private final Live live;

  /** Where the plugin's folder cannot be seen; null where it can. */
  private volatile @Nullable List<Models.Model> modelsElsewhere;

  private Desk(WebOptions options, EkuiperRules ekuiper, Deployment deployment, Exchange exchange) {
    this.deployment = deployment;
    this.exchange = exchange;
    this.keeper = new RuleKeeper(deployment, exchange);
    this.courier = new Courier(deployment, exchange, keeper, this);
    this.live = new Live(options, ekuiper, deployment, exchange, events);
  }

  /**
   * Connects, creates stream and rule, and begins to work.
   *
   * @param port the one of this server, which tells it from another on this machine
   * @throws HostException if eKuiper is not there or refuses the rule
   * @throws IOException if the broker is not there
   */
  static Desk open(WebOptions options, int port) throws IOException, InterruptedException {
    EkuiperRules ekuiper = new EkuiperRules(options.ekuiper());
    var unused = ekuiper.version();
    Deployment deployment =
        new Deployment(ekuiper, options.brokerOfEkuiper(), session(options.host(), port));
    Desk desk = new Desk(options, ekuiper, deployment, new Exchange(deployment, options.broker()));
    try {
      desk.begin();
      return desk;
    } catch (EkuiperException e) {
      desk.close();
      throw new HostException(
          "eKuiper at "
              + options.ekuiper()
              + " refuses the rule: "
              + RuleKeeper.words(e)
              + "; is the plugin installed? (jkuiper install pyai.zip)",
          e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      desk.close();
      throw e;
    }
  }

  /** The same for each run of a server at the same address, and no other's. */
  private static String session(String host, int port) {
    String machine;
    try {
      machine = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      machine = "localhost";
    }
    String text = machine + "_" + host + "_" + port;
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  private void begin() throws IOException, InterruptedException {
    String fault = keeper.create();
    live.start(rates, courier::waiting);
    if (fault != null) {
      live.tellRule(fault);
    } else if (live.watch().launcher().isEmpty()) {
      modelsElsewhere = Models.elsewhere(keeper.models());
    }
    courier.start();
  }

  Events events() {
    return events;
  }

  String accept(byte[] picture) throws RefusedException {
    return courier.accept(picture);
  }

  @Override
  public void result(String id, List<?> results, double totalMillis) {
    rates.add(System.nanoTime(), totalMillis);
    live.labelled();
    events.news("result", Outcome.of(id, results, totalMillis));
  }

  @Override
  public void failure(String id, String error) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", id);
    data.put("error", error);
    events.news("failure", data);
  }

  @Override
  public Map<String, ?> state() {
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("ekuiper", live.told("ekuiper"));
    state.put("broker", live.told("broker"));
    state.put("plugin", live.plugin());
    state.put("models", models());
    state.put("rule", live.told("rule"));
    state.put("limits", Map.of("maxImageBytes", Uploads.MOST_BYTES));
    return state;
  }

  private List<Models.Model> models() {
    List<Models.Model> elsewhere = modelsElsewhere;
    return elsewhere != null
        ? elsewhere
        : models.in(live.watch().launcher().map(LocalEkuiper::folder).orElse(null));
  }

  @Override
  public Map<String, ?> changeRule(PictureRule to) throws Exception {
    return courier.betweenPictures(
        () -> {
          try {
            keeper.change(to);
            return live.tellRule(null);
          } catch (RefusedException e) {
            live.tellRule();
            throw e;
          }
        });
  }

  @Override
  public long killPlugin() throws RefusedException {
    return live.killPlugin();
  }

  @Override
  public void close() {
    live.end();
    try {
      courier.end();
      deployment.remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // eKuiper is gone; what is left there, the next run at this address replaces.
    }
    exchange.close();
    events.close();
  }
}
