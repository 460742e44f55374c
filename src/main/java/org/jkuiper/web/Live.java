package org.jkuiper.web;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.host.EkuiperException;
import org.jkuiper.host.EkuiperRules;
import org.jspecify.annotations.Nullable;

/** How eKuiper, broker, rule and plugin fare; tells the page of each change. Thread-safe. */
final class Live {
  private static final System.Logger LOG = System.getLogger(Live.class.getName());

  private static final int LOOK_MILLIS = 250;
  private static final int RATE_MILLIS = 1_000;
  private static final int ASK_MILLIS = 2_000;

  private final WebOptions options;
  private final EkuiperRules ekuiper;
  private final Deployment deployment;
  private final Exchange exchange;
  private final Events events;
  private final PluginWatch watch;
  private final Map<String, Map<String, @Nullable Object>> told = new LinkedHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "live");
            thread.setDaemon(true);
            return thread;
          });

  private volatile PluginState plugin = PluginState.notHere("unknown", "nobody has looked yet");
  private volatile @Nullable String ruleError;

  /** Goes away when eKuiper says so; what a probe met, only when a picture has a label. */
  private @Nullable String saidByEkuiper;

  private long pluginToldAt = System.nanoTime();

  Live(
      WebOptions options,
      EkuiperRules ekuiper,
      Deployment deployment,
      Exchange exchange,
      Events events) {
    this.options = options;
    this.ekuiper = ekuiper;
    this.deployment = deployment;
    this.exchange = exchange;
    this.events = events;
    URI address = options.ekuiper();
    this.watch = new PluginWatch(ekuiper, new EkuiperClient(address), new LocalEkuiper(address));
  }

  /**
   * Looks once, and then again and again.
   *
   * @param waiting how many pictures have no answer yet
   */
  void start(Rates rates, LongSupplier waiting) throws InterruptedException {
    ask();
    look();
    every(LOOK_MILLIS, this::look);
    every(ASK_MILLIS, this::askUnlessEnded);
    every(
        RATE_MILLIS,
        () -> events.tick("rate", rates.state(System.nanoTime(), waiting.getAsLong())));
  }

  void end() {
    clock.shutdownNow();
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
    var unused = clock.scheduleAtFixedRate(guarded, millis, millis, TimeUnit.MILLISECONDS);
  }

  PluginState plugin() {
    return plugin;
  }

  PluginWatch watch() {
    return watch;
  }

  /** What the page was told last under a name: {@code ekuiper}, {@code broker}, {@code rule}. */
  Map<String, @Nullable Object> told(String name) {
    synchronized (told) {
      return told.getOrDefault(name, Map.of());
    }
  }

  /** Kills the plugin's JVM, and says so: the next one may be there before anybody has looked. */
  long killPlugin() throws RefusedException {
    long pid = watch.kill();
    tellPlugin(PluginState.notHere("starting", "its JVM was killed; the next one starts"));
    return pid;
  }

  /** A few times a second: what can be seen without asking anybody. */
  private void look() {
    PluginState now = watch.look();
    boolean old = System.nanoTime() - pluginToldAt > TimeUnit.MILLISECONDS.toNanos(ASK_MILLIS);
    if (old || !now.sameAs(plugin)) {
      tellPlugin(now);
    }
    plugin = now;
    Map<String, @Nullable Object> broker = new LinkedHashMap<>();
    String error = exchange.brokerError();
    broker.put("url", options.broker().toString());
    broker.put("connected", error == null);
    broker.put("error", error);
    tell("broker", broker);
  }

  private synchronized void tellPlugin(PluginState now) {
    pluginToldAt = System.nanoTime();
    plugin = now;
    events.state("plugin", now);
  }

  private void askUnlessEnded() {
    try {
      ask();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every other second: what eKuiper says. */
  private void ask() throws InterruptedException {
    watch.ask(deployment.rule().function());
    try {
      tellEkuiper(ekuiper.version(), null);
      Map<String, @Nullable Object> status = ekuiper.ruleStatus(deployment.name());
      boolean runs = "running".equals(status.get("status"));
      String stopped = runs ? null : status.get("status") + ": " + status.get("message");
      tellRule(runs && !Objects.equals(ruleError, saidByEkuiper) ? ruleError : stopped);
      saidByEkuiper = stopped;
    } catch (EkuiperException e) {
      saidByEkuiper = e.getMessage();
      tellRule(saidByEkuiper);
    } catch (IOException e) {
      tellEkuiper(null, e.getMessage());
    }
  }

  private void tellEkuiper(@Nullable String version, @Nullable String error) {
    Map<String, @Nullable Object> now = new LinkedHashMap<>();
    now.put("url", options.ekuiper().toString());
    now.put("version", version);
    now.put("error", error);
    tell("ekuiper", now);
  }

  /** A picture has its label: whatever was wrong is so no more. */
  void labelled() {
    if (ruleError != null) {
      var unused = tellRule(null);
    }
  }

  /** With the error that was told last. */
  Map<String, @Nullable Object> tellRule() {
    return tellRule(ruleError);
  }

  /**
   * Tells what the rule is now.
   *
   * @param error why it does not label; null if it does
   */
  Map<String, @Nullable Object> tellRule(@Nullable String error) {
    ruleError = error;
    PictureRule rule = deployment.rule();
    Map<String, @Nullable Object> set = new LinkedHashMap<>();
    for (String option : new String[] {"model", "topK", "scoreThreshold", "crop"}) {
      set.put(option, null);
    }
    set.putAll(rule.options());
    Map<String, @Nullable Object> now = new LinkedHashMap<>();
    now.put("id", deployment.name());
    now.put("sql", deployment.sql());
    now.put("stream", deployment.stream());
    now.put("function", rule.function());
    now.put("options", set);
    now.put("error", error);
    tell("rule", now);
    return now;
  }

  private void tell(String name, Map<String, @Nullable Object> now) {
    synchronized (told) {
      if (!now.equals(told.put(name, now))) {
        events.state(name, now);
      }
    }
  }
}
