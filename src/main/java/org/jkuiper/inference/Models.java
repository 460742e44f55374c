package org.jkuiper.inference;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;
import org.jspecify.annotations.Nullable;

/**
 * The models of the plugin's folder in service: each is loaded when it is first asked for. If there
 * are more than {@code maxModels}, the one that has gone longest without a call is given back.
 *
 * <p>If a file of a model changes while it serves, the next call loads the new one beside it, tries
 * it on a picture, and swaps. If the new one cannot serve, the one before it stays in service, and
 * the log says so once.
 *
 * <p>Thread-safe: functions on several threads share it. While one of them loads a model, others
 * wait; they do not wait for each other's pictures.
 */
public final class Models implements AutoCloseable {
  /** How long to wait before it looks again whether a file has changed. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The picture that a new model is tried on before it takes another's place. */
  private static final String TRIAL = "rehearsal.jpg";

  private record Line(Level level, String text) {}

  private final Path folder;
  private final ModelFolder files;
  private final long lookNanos;
  private final Map<Task<?>, Map<String, Slot<?>>> slots = new HashMap<>();
  private final List<Line> log = new ArrayList<>();
  private @Nullable Consumer<Settings> settingsListener;
  private int version;
  private long lookedAt;
  private long uses;

  /**
   * Makes it; it loads nothing yet.
   *
   * @param folder the plugin's folder, with {@code models/} and {@code pyai.properties}
   * @param tasks those that will take models of it
   */
  public Models(Path folder, List<? extends Task<?>> tasks) {
    this(folder, tasks, LOOK);
  }

  /**
   * @param look how long to wait before it looks again whether a file has changed
   */
  public Models(Path folder, List<? extends Task<?>> tasks, Duration look) {
    this.folder = folder;
    files = new ModelFolder(folder, tasks);
    lookNanos = look.toNanos();
    for (Task<?> task : tasks) {
      slots.put(task, new HashMap<>());
    }
  }

  /**
   * Takes a model for one call, and loads it if need be.
   *
   * @param task one of those that the constructor got
   * @param name the model's, with {@code .tflite} or without; empty for the default
   * @param logger for what there is to tell of models; null keeps it for the next call
   * @throws ModelException if no model can serve; the message says why, in one sentence
   */
  public synchronized <T extends Served> Lease<T> lease(
      Task<T> task, String name, System.@Nullable Logger logger) throws ModelException {
    Map<String, Slot<T>> named = named(task);
    Slot<T> slot = named.get(name);
    // What is missing may have been put there just now, for a rule that begins.
    look(slot == null || slot.loaded() == null);
    if (slot == null) {
      slot = new Slot<>();
      // A name that no file has may come from a message: it leaves nothing behind.
      if (name.isEmpty() || files.holds(name)) {
        named.put(name, slot);
      }
      renew(slot, task, name);
    } else if (slot.version != version || slot.waits()) {
      renew(slot, task, name);
    }
    if (logger != null) {
      tell(slot, logger);
    }
    Loaded<T> loaded = slot.serving();
    loaded.used = ++uses;
    return new Lease<>(loaded);
  }

  /**
   * Looks whether a file has changed, unless it has just looked.
   *
   * @param anyway whether to look even if it has
   */
  private void look(boolean anyway) {
    long now = System.nanoTime();
    if (version != 0 && !anyway && now - lookedAt < lookNanos) {
      return;
    }
    lookedAt = now;
    int fresh = files.look();
    Settings settings = files.statedSettings();
    if (fresh != version && settings != null && settingsListener != null) {
      settingsListener.accept(settings);
    }
    version = fresh;
  }

  /**
   * Tells somebody of the settings: at the first lease, and after each change in the folder.
   * Settings that are wrong are no change.
   *
   * @param listener is called on a thread that waits for a model, and should return at once
   */
  public synchronized void onSettings(Consumer<Settings> listener) {
    settingsListener = listener;
  }

  /**
   * What a picture may cost, as {@code pyai.properties} says now; the defaults if it is wrong. For
   * functions that need no model.
   */
  public synchronized ImageLimits limits() {
    look(false);
    return files.settings().limits();
  }

  /** The name without {@code .tflite}; empty if the folder had no such model at the last look. */
  public synchronized String known(String name) {
    return files.holds(name) ? ModelFolder.plain(name) : "";
  }

  @SuppressWarnings("unchecked") // the slots of a task are of its type
  private <T extends Served> Map<String, Slot<T>> named(Task<T> task) {
    Map<?, ?> named = slots.get(task);
    if (named == null) {
      throw new IllegalArgumentException("another task");
    }
    return (Map<String, Slot<T>>) named;
  }

  /** Brings a slot to the folder's state. */
  private <T extends Served> void renew(Slot<T> slot, Task<T> task, String name) {
    slot.version = version;
    ModelSource source = null;
    try {
      source = files.source(task, name);
      if (slot.knows(source)) {
        return;
      }
      Loaded<T> before = slot.loaded();
      slot.serve(load(task, source, before != null));
      makeRoom(slot);
      renewOthers(task, before);
    } catch (ModelException e) {
      slot.refuse(source, e);
    } catch (RuntimeException | OutOfMemoryError e) {
      // A new process would meet the same fault, and would not have the model before it.
      slot.refuse(source, new ModelException("the model cannot be loaded: " + e, e));
    }
  }

  /** Renews what else had the model that has been replaced: no call may ever ask for it again. */
  private <T extends Served> void renewOthers(Task<T> task, @Nullable Loaded<T> replaced) {
    for (Map.Entry<String, Slot<T>> other : named(task).entrySet()) {
      if (replaced != null && other.getValue().loaded() == replaced) {
        renew(other.getValue(), task, other.getKey());
      }
    }
  }

  private <T extends Served> Loaded<T> load(Task<T> task, ModelSource source, boolean swaps)
      throws ModelException {
    for (Slot<T> other : named(task).values()) {
      Loaded<T> loaded = other.loaded();
      if (loaded != null && loaded.source.equals(source)) {
        return loaded;
      }
    }
    requireKind(task, source);
    T served = task.load(source);
    try {
      if (swaps) {
        attempt(served);
      }
    } catch (ModelException | RuntimeException e) {
      served.close();
      throw e;
    }
    log.add(new Line(Level.INFO, served.notice()));
    return new Loaded<>(source, served);
  }

  private static void requireKind(Task<?> task, ModelSource source) throws ModelException {
    Optional<ModelKind> kind = ModelKind.of(source.file());
    if (kind.isPresent() && kind.get() != task.kind()) {
      throw new ModelException(
          "the model " + source.name() + " is for " + kind.get() + ", not for " + task.kind());
    }
  }

  private void attempt(Served served) throws ModelException {
    try {
      served.attempt(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(TRIAL))));
    } catch (IOException | ImageException e) {
      // That is no fault of the model, which has run once when it was loaded.
    }
  }

  /** Gives back the models that have gone longest without a call, but not this one. */
  private void makeRoom(Slot<?> latest) {
    while (true) {
      Set<Loaded<?>> all = new HashSet<>();
      Loaded<?> oldest = null;
      for (Map<String, Slot<?>> named : slots.values()) {
        for (Slot<?> slot : named.values()) {
          Loaded<?> loaded = slot.loaded();
          if (loaded != null
              && all.add(loaded)
              && loaded != latest.loaded()
              && (oldest == null || loaded.used < oldest.used)) {
            oldest = loaded;
          }
        }
      }
      if (oldest == null || all.size() <= files.settings().maxModels()) {
        return;
      }
      empty(oldest);
    }
  }

  private void empty(Loaded<?> loaded) {
    for (Map<String, Slot<?>> named : slots.values()) {
      for (Slot<?> slot : named.values()) {
        if (slot.loaded() == loaded) {
          slot.empty();
        }
      }
    }
  }

  private void tell(Slot<?> slot, System.Logger logger) {
    for (Line line : log) {
      logger.log(line.level, line.text);
    }
    log.clear();
    String refusal = slot.untold();
    if (refusal != null) {
      logger.log(Level.ERROR, refusal);
    }
  }

  /** Gives all back, but for what a call still holds. */
  @Override
  public synchronized void close() {
    for (Map<String, Slot<?>> named : slots.values()) {
      named.values().forEach(Slot::empty);
      named.clear();
    }
  }
}
