package org.jkuiper.web;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One picture into the rule, one answer out of it. An error does not say of which picture it is, so
 * only one picture is on its way at a time: one thread at a time uses this.
 */
final class Exchange implements AutoCloseable {
  /** With when it came, of {@link System#nanoTime}. */
  record Timed(Answer answer, long nanos) {}

  private static final class Message {
    final String topic;
    final byte[] payload;
    final long nanos = System.nanoTime();

    Message(String topic, byte[] payload) {
      this.topic = topic;
      this.payload = payload;
    }
  }

  private final Deployment deployment;
  private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
  private final Broker broker;
  private @Nullable String lastWord;

  /**
   * @throws IOException if no broker answers
   */
  Exchange(Deployment deployment, BrokerAddress address) throws IOException {
    this.deployment = deployment;
    this.broker =
        Broker.connect(
            address,
            deployment.answerTopics(),
            (topic, payload) -> heard.add(new Message(topic, payload)));
  }

  /** Null while the broker is there, else a sentence. */
  @Nullable String brokerError() {
    return broker.error();
  }

  /**
   * Publishes the picture and waits for its answer.
   *
   * @return null if none comes in time
   * @throws IOException if the broker does not take it
   */
  @Nullable Timed ask(String id, byte[] picture, Duration wait)
      throws IOException, InterruptedException {
    lastWord = null;
    broker.publish(deployment.pictureTopic(id), picture);
    long end = System.nanoTime() + wait.toNanos();
    Message message;
    while ((message = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
      if (message.topic.equals(deployment.answerTopic())) {
        Answer answer = Answer.of(message.payload, deployment.rule().function());
        if (answer.ofFunction() || id.equals(answer.id())) {
          return new Timed(answer, message.nanos);
        }
        if (answer.error() != null) {
          lastWord = answer.error();
        }
      }
    }
    return null;
  }

  /** What the rule said last, in vain, that was no answer to a picture; null for nothing. */
  @Nullable String lastWord() {
    return lastWord;
  }

  @Override
  public void close() {
    broker.close();
  }
}
