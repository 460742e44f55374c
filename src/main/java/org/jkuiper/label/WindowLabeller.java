package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jkuiper.image.ImageException;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.stats.ModelStats;
import org.jkuiper.tflite.ModelException;

/**
 * Labels the pictures of a window side by side, with one {@link Labeller} of one thread for each
 * core. eKuiper serialises the calls of a function, so a window is where more than one core pays
 * off.
 */
final class WindowLabeller implements AutoCloseable {
  private final List<Labeller> labellers = new ArrayList<>();
  private final BlockingQueue<Labeller> idle = new LinkedBlockingQueue<>();
  private final ExecutorService threads;

  WindowLabeller(LabelModel model) throws ModelException {
    int cores = model.source().settings().threads();
    threads =
        Executors.newFixedThreadPool(
            cores,
            work -> {
              Thread thread = new Thread(work, "window-labeller");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < cores; i++) {
      Labeller labeller = new Labeller(model, 1);
      labellers.add(labeller);
      idle.add(labeller);
    }
  }

  /**
   * Labels the pictures. This thread decodes their base64, one after the other, while other threads
   * label them.
   *
   * @return for each picture, in order, its ranking. For what is no picture, an object with the
   *     {@code error}, since one such element must not cost the whole window
   */
  List<Object> label(Arguments images, Answering answering, ModelStats counters)
      throws ModelException, InterruptedException {
    List<Future<Object>> pending = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      pending.add(label(images, i, answering, counters));
    }
    List<Object> rankings = new ArrayList<>();
    for (Future<Object> ranking : pending) {
      try {
        rankings.add(ranking.get());
      } catch (ExecutionException e) {
        throw new ModelException(String.valueOf(e.getCause().getMessage()), e.getCause());
      }
    }
    return rankings;
  }

  private Future<Object> label(
      Arguments images, int index, Answering answering, ModelStats counters) {
    try {
      ByteBuffer image = images.buffer(index);
      return threads.submit(() -> labelOne(image, answering, counters));
    } catch (IllegalArgumentException e) {
      counters.error(ModelStats.NOT_BINARY);
      return CompletableFuture.completedFuture(error(e));
    }
  }

  private Object labelOne(ByteBuffer image, Answering answering, ModelStats counters)
      throws ModelException, InterruptedException {
    Labeller labeller = idle.take();
    try {
      return labeller.label(image, answering, counters);
    } catch (ImageException e) {
      return error(e);
    } finally {
      idle.add(labeller);
    }
  }

  private static Map<String, String> error(Exception fault) {
    return Map.of("error", String.valueOf(fault.getMessage()));
  }

  @Override
  public void close() {
    threads.shutdown();
    labellers.forEach(Labeller::close);
  }
}
