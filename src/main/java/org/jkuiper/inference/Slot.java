package org.jkuiper.inference;

import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/** What serves a task under one name, or by default. For one thread at a time. */
final class Slot<T extends Served> {
  /** The version of the folder that this is the state of. */
  int version;

  private @Nullable Loaded<T> loaded;

  /** Why the newest files do not serve. */
  private @Nullable ModelException refusal;

  /** Those files; null if it is not even clear which are meant. */
  private @Nullable ModelSource refused;

  /** The refusal that the log has. */
  private @Nullable String told;

  /** What is in memory, if anything is. */
  @Nullable Loaded<T> loaded() {
    return loaded;
  }

  /** Whether it has been given back and nothing is known against loading it again. */
  boolean waits() {
    return loaded == null && refusal == null;
  }

  /** Whether these files serve, or are known not to. If they serve, nothing is refused any more. */
  boolean knows(ModelSource source) {
    if (loaded != null && loaded.source.equals(source)) {
      accept();
      return true;
    }
    return refusal != null && source.equals(refused);
  }

  private void accept() {
    refusal = null;
    refused = null;
    told = null;
  }

  /** Puts a model in the place of the one before. */
  void serve(Loaded<T> next) {
    empty();
    loaded = next.hold();
    accept();
  }

  /**
   * Leaves the model before in its place.
   *
   * @param source the files that do not serve; null if it is not clear which are meant
   */
  void refuse(@Nullable ModelSource source, ModelException reason) {
    refused = source;
    refusal = reason;
  }

  /** A sentence that the log lacks: another model serves in the place of the newest files. */
  @Nullable String untold() {
    if (loaded == null || refusal == null || String.valueOf(refusal.getMessage()).equals(told)) {
      return null;
    }
    told = String.valueOf(refusal.getMessage());
    return "the model before it stays in service: " + told;
  }

  /** What is in memory, for a call. */
  Loaded<T> serving() throws ModelException {
    if (loaded == null) {
      throw refusal != null ? refusal : new ModelException("there is no model");
    }
    return loaded;
  }

  /** Lets go of what is in memory. */
  void empty() {
    if (loaded != null) {
      loaded.release();
      loaded = null;
    }
  }
}
