package org.jkuiper.web;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.host.EkuiperException;
import org.jkuiper.host.EkuiperRules;
import org.jkuiper.host.HostException;
import org.jspecify.annotations.Nullable;

/** Puts the parts together: what the page asks for, and what it is told. */
final class Desk implements Api.Desk, Courier.Outcomes, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Desk.class.getName());

  private static final int LOOK_MILLIS = 250;
  private static final int ASK_MILLIS = 2_000;

  private final WebOptions options;
  private final Deployment deployment;
  private final Exchange exchange;
  private final RuleKeeper keeper;
  private final Courier courier;
  private final EkuiperRules ekuiper;
  private final PluginWatch watch;
  private final Models models = new Models();
  private final Events events = new Events();
  private final Rates rates = new Rates();
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "watch");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Map<String, @Nullable Object> ekuiperState = Map.of();
  private volatile Map<String, @Nullable Object> brokerState = Map.of();
  private volatile Map<String, @Nullable Object> ruleState = Map.of();
  private volatile PluginState pluginState;
  private volatile @Nullable String ruleError;
  private long looks;

  private Desk(WebOptions options, EkuiperRules ekuiper, Deployment deployment, Exchange exchange)
      throws IOException {
    this.options = options;
    this.ekuiper = ekuiper;
    this.deployment = deployment;
    this.exchange = exchange;
    this.keeper = new RuleKeeper(deployment, exchange);
    this.courier = new Courier(deployment, exchange, keeper, this);
    this.watch =
        new PluginWatch(
            ekuiper, new EkuiperClient(options.ekuiper()), new LocalEkuiper(options.ekuiper()));
    this.pluginState = PluginState.notHere("unknown", "not looked yet");
  }

  /**
   * Connects, creates stream and rule, and begins to work.
   *
   * @param port the one of this server, which tells it from another on this machine
   */
  static Desk open(WebOptions options, int port) throws IOException, InterruptedException {
    EkuiperRules ekuiper = new EkuiperRules(options.ekuiper());
    String version = ekuiper.version();
    Deployment deployment =
        new Deployment(ekuiper, options.brokerOfEkuiper(), session(options.host(), port));
    Exchange exchange = new Exchange(deployment, options.broker());
    Desk desk = new Desk(options, ekuiper, deployment, exchange);
    try {
      desk.begin(version);
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
  private static String session(String host, int port) throws IOException {
    String text = InetAddress.getLocalHost().getHostName() + "_" + host + "_" + port;
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  private void begin(String version) throws IOException, InterruptedException {
    ruleError = keeper.create();
    watch.ask(deployment.rule().function());
    tellRule();
    tellEkuiper(version, null);
    tellBroker();
    pluginState = watch.look();
    events.state("plugin", pluginState);
    courier.start();
    every(LOOK_MILLIS, this::look);
    every(ASK_MILLIS, this::ask);
  }

  /** A fault is told, and does not end what is done again. */
  private void every(int millis, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "what the page shows may be old", e);
          }
        };
    var unused = clock.scheduleWithFixedDelay(guarded, millis, millis, TimeUnit.MILLISECONDS);
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
    state.put("ekuiper", ekuiperState);
    state.put("broker", brokerState);
    state.put("plugin", pluginState);
    state.put("models", models.in(watch.launcher().map(LocalEkuiper::folder).orElse(null)));
    state.put("rule", ruleState);
    state.put("limits", Map.of("maxImageBytes", Uploads.MOST_BYTES));
    return state;
  }

  @Override
  public Map<String, ?> changeRule(PictureRule to) throws Exception {
    return courier.betweenPictures(
        () -> {
          try {
            keeper.change(to);
            ruleError = null;
          } finally {
            tellRule();
          }
          return ruleState;
        });
  }

  @Override
  public long killPlugin() throws RefusedException {
    long pid = watch.kill();
    // The next JVM may be there before anybody has looked.
    PluginState now = PluginState.notHere("starting", "its JVM was killed; the next one starts");
    pluginState = now;
    events.state("plugin", now);
    return pid;
  }

  /** A few times a second: what can be seen without asking anybody. */
  private void look() {
    PluginState now = watch.look();
    boolean news = !now.sameAs(pluginState);
    pluginState = now;
    looks++;
    if (news || looks % (2_000 / LOOK_MILLIS) == 0) {
      events.state("plugin", now);
    }
    if (looks % (1_000 / LOOK_MILLIS) == 0) {
      events.tick("rate", rates.state(System.nanoTime(), courier.waiting()));
    }
    tellBroker();
  }

  /** Every other second: what eKuiper says. */
  private void ask() {
    try {
      watch.ask(deployment.rule().function());
      try {
        tellEkuiper(ekuiper.version(), null);
        Map<String, @Nullable Object> status = ekuiper.ruleStatus(deployment.name());
        boolean runs = "running".equals(status.get("status"));
        if (!runs) {
          ruleError = status.get("status") + ": " + status.get("message");
        } else if (ruleError != null && ruleState.get("error") == ruleError) {
          ruleError = null;
        }
      } catch (EkuiperException e) {
        ruleError = e.getMessage();
      } catch (IOException e) {
        tellEkuiper(null, e.getMessage());
      }
      tellRule();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void tellRule() {
    Map<String, @Nullable Object> now = keeper.state(ruleError);
    if (!now.equals(ruleState)) {
      ruleState = now;
      events.state("rule", now);
    }
  }

  private void tellEkuiper(@Nullable String version, @Nullable String error) {
    Map<String, @Nullable Object> now = new LinkedHashMap<>();
    now.put("url", options.ekuiper().toString());
    now.put("version", version);
    now.put("error", error);
    if (!now.equals(ekuiperState)) {
      ekuiperState = now;
      events.state("ekuiper", now);
    }
  }

  private void tellBroker() {
    String error = exchange.brokerError();
    Map<String, @Nullable Object> now = new LinkedHashMap<>();
    now.put("url", options.broker().toString());
    now.put("connected", error == null);
    now.put("error", error);
    if (!now.equals(brokerState)) {
      brokerState = now;
      events.state("broker", now);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
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
