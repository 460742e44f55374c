package org.jkuiper.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jkuiper.host.EkuiperException;
import org.jspecify.annotations.Nullable;

/**
 * Changes the rule, and sees by a probe picture that it labels. The thread that has the turn of the
 * {@link Courier} uses it.
 */
final class RuleKeeper {
  /** A new rule subscribes a moment after eKuiper's answer; before that nobody hears the probe. */
  private static final Duration FIRST_TRY = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What eKuiper wraps a function's refusal of its arguments into. */
  private static final Pattern REFUSAL =
      Pattern.compile("got &\\{State:false Result:(.*)\\}\\.?$", Pattern.DOTALL);

  /** How labelImage answers to a model that is not there. */
  private static final Pattern MODELS = Pattern.compile("there is no model .*, which holds (.*)$");

  private final Deployment deployment;
  private final Exchange exchange;
  private final byte[] probe = probe();
  private long probes;

  RuleKeeper(Deployment deployment, Exchange exchange) {
    this.deployment = deployment;
    this.exchange = exchange;
  }

  private static byte[] probe() {
    try (InputStream in = RuleKeeper.class.getResourceAsStream("probe.png")) {
      if (in == null) {
        throw new IllegalStateException("jkuiper's jar lacks its file probe.png");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates the rule as it is first.
   *
   * @return null, or why no picture will get a label
   * @throws IOException if eKuiper refuses it or is not there
   */
  @Nullable String create() throws IOException, InterruptedException {
    deployment.create();
    return fault();
  }

  /**
   * Replaces the rule by one that is seen to work.
   *
   * @throws RefusedException if eKuiper or the function refuse it; the old one is back then
   */
  void change(PictureRule to) throws RefusedException, InterruptedException {
    PictureRule old = deployment.rule();
    try {
      deployment.update(to);
    } catch (EkuiperException e) {
      throw new RefusedException(422, words(e));
    } catch (IOException e) {
      throw new RefusedException(503, String.valueOf(e.getMessage()));
    }
    RefusedException refusal;
    try {
      String fault = fault();
      if (fault == null) {
        return;
      }
      refusal = new RefusedException(422, fault);
    } catch (IOException e) {
      refusal = new RefusedException(503, String.valueOf(e.getMessage()));
    }
    try {
      deployment.update(old);
      var unused = fault();
    } catch (IOException e) {
      // The next picture meets it, too.
      refusal.addSuppressed(e);
    }
    throw refusal;
  }

  /** Makes sure that what comes next is no answer to what was asked before. */
  void renew() throws IOException, InterruptedException {
    deployment.renew();
    var unused = fault();
  }

  /** Puts the probe into the rule until an answer comes: null if it is a row, else the error. */
  private @Nullable String fault() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Duration wait = FIRST_TRY; System.nanoTime() < end; wait = wait.multipliedBy(2)) {
      Exchange.Timed timed = exchange.ask("probe" + ++probes, probe, wait);
      if (timed != null && !timed.answer().timedOut()) {
        return timed.answer().error();
      }
    }
    String word = exchange.lastWord();
    return "the rule does not answer"
        + (word == null ? "; does eKuiper reach the MQTT broker?" : ": " + word);
  }

  /** eKuiper's refusal, without what it wraps around the function's own words. */
  static String words(EkuiperException refusal) {
    String message = String.valueOf(refusal.getMessage());
    Matcher function = REFUSAL.matcher(message);
    return function.find() ? function.group(1) : message;
  }

  /**
   * The names of the plugin's models, which it tells whoever asks for one that is not there.
   *
   * @return empty if it does not tell them
   */
  List<String> models() throws IOException, InterruptedException {
    PictureRule old = deployment.rule();
    String answer;
    try {
      deployment.update(new PictureRule(old.function(), Map.of("model", "?")));
      answer = String.valueOf(fault());
    } catch (EkuiperException e) {
      // A plugin without options.
      return List.of();
    }
    deployment.update(old);
    var unused = fault();
    Matcher names = MODELS.matcher(answer);
    return names.find() ? List.of(names.group(1).split(", ", -1)) : List.of();
  }
}
