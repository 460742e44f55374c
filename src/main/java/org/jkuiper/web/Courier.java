package org.jkuiper.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings each picture to its rule, and its answer back: one after the other, so that an error
 * surely is of the picture that is on its way. A picture without an answer is published again,
 * until its time is up. Thread-safe.
 */
final class Courier {
  /** What becomes of a picture; called once for each, by the courier's thread. */
  interface Outcomes {
    void result(String id, List<?> results, double totalMillis);

    void failure(String id, String error);
  }

  private static final class Picture {
    final String id;
    final byte[] bytes;

    Picture(String id, byte[] bytes) {
      this.id = id;
      this.bytes = bytes;
    }
  }

  private static final int MOST_WAITING = 200;
  private static final long MOST_WAITING_BYTES = 128L << 20;

  /** eKuiper's own limit for an answer of the plugin is 5 s (recvTimeout). */
  private static final Duration ATTEMPT = Duration.ofSeconds(6);

  /** Time enough for eKuiper, the broker or the plugin to be started again. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Deployment deployment;
  private final Exchange exchange;
  private final RuleKeeper keeper;
  private final Outcomes outcomes;

  private final LinkedBlockingQueue<Picture> queue = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Thread thread = new Thread(this::carryAll, "courier");

  Courier(Deployment deployment, Exchange exchange, RuleKeeper keeper, Outcomes outcomes) {
    this.deployment = deployment;
    this.exchange = exchange;
    this.keeper = keeper;
    this.outcomes = outcomes;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Takes a picture to bring it to the rule.
   *
   * @return its id
   * @throws RefusedException if too many are waiting
   */
  String accept(byte[] bytes) throws RefusedException {
    Picture picture = new Picture(run + "-" + ids.incrementAndGet(), bytes);
    unanswered.incrementAndGet();
    if (queuedBytes.addAndGet(bytes.length) > MOST_WAITING_BYTES || !queue.offer(picture)) {
      queuedBytes.addAndGet(-bytes.length);
      unanswered.decrementAndGet();
      throw new RefusedException(
          503,
          "too many pictures are waiting, " + waiting() + " of them; send this one again later");
    }
    return picture.id;
  }

  /** How many pictures have no answer yet. */
  long waiting() {
    return unanswered.get();
  }

  /**
   * Calls something while no picture is on its way.
   *
   * @throws RefusedException if the one that is takes too long
   */
  <T> T betweenPictures(Callable<T> what) throws Exception {
    if (!turn.tryLock(LIMIT.plus(ATTEMPT).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new RefusedException(
          503, "a picture is on its way and gets no answer; try again later");
    }
    try {
      return what.call();
    } finally {
      turn.unlock();
    }
  }

  private void carryAll() {
    try {
      while (true) {
        Picture picture = queue.take();
        queuedBytes.addAndGet(-picture.bytes.length);
        turn.lockInterruptibly();
        try {
          carry(picture);
        } finally {
          turn.unlock();
        }
      }
    } catch (InterruptedException e) {
      // The end.
    }
  }

  private void carry(Picture picture) throws InterruptedException {
    long started = System.nanoTime();
    int attempts = 0;
    String trouble = "no answer came";
    boolean timedOut = false;
    while (System.nanoTime() - started < LIMIT.toNanos()) {
      try {
        attempts++;
        Exchange.Timed timed = exchange.ask(picture.id, picture.bytes, ATTEMPT);
        timedOut = timed != null && timed.answer().timedOut();
        if (timed != null && !timedOut) {
          tell(picture, timed, started);
          if (attempts > 1) {
            settle();
          }
          return;
        }
        if (timed != null) {
          trouble = String.valueOf(timed.answer().error());
        } else if (exchange.lastWord() != null) {
          trouble = String.valueOf(exchange.lastWord());
        }
        deployment.ensure();
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    }
    giveUp(picture, trouble + " (tried for " + LIMIT.toSeconds() + " s)", !timedOut);
  }

  private void tell(Picture picture, Exchange.Timed timed, long started) {
    Answer answer = timed.answer();
    unanswered.decrementAndGet();
    if (answer.results() != null) {
      outcomes.result(picture.id, answer.results(), (timed.nanos() - started) / 1e6);
    } else {
      outcomes.failure(picture.id, String.valueOf(answer.error()));
    }
  }

  /**
   * @param allWaiting whether those behind it would fare no better, and are given up, too
   */
  private void giveUp(Picture picture, String error, boolean allWaiting)
      throws InterruptedException {
    List<Picture> given = new ArrayList<>(List.of(picture));
    if (allWaiting) {
      List<Picture> behind = new ArrayList<>();
      queue.drainTo(behind);
      behind.forEach(each -> queuedBytes.addAndGet(-each.bytes.length));
      given.addAll(behind);
    }
    for (Picture each : given) {
      unanswered.decrementAndGet();
      outcomes.failure(each.id, error);
    }
    settle();
  }

  /** A late error of this picture's other attempts must not be taken for the next one's. */
  private void settle() throws InterruptedException {
    try {
      keeper.renew();
    } catch (IOException e) {
      // Who is not there says nothing late, and the next picture tells the page.
    }
  }

  /** Ends the thread; what waits gets no answer any more. */
  void end() throws InterruptedException {
    thread.interrupt();
    thread.join(ATTEMPT.toMillis());
  }
}
