package org.jkuiper.inference;

/**
 * A model for one call. Its memory is not given back before this is closed. For one thread at a
 * time.
 */
public final class Lease<T extends Served> implements AutoCloseable {
  private final Loaded<T> loaded;

  Lease(Loaded<T> loaded) {
    this.loaded = loaded.hold();
  }

  /** The model. */
  public T get() {
    return loaded.served;
  }

  @Override
  public void close() {
    loaded.release();
  }
}
