package org.jkuiper.inference;

import org.bytedeco.javacpp.Pointer;

/** A model in memory, with the number of those who hold it. The last one gives it back. */
final class Loaded<T extends Served> {
  final ModelSource source;
  final T served;

  /** When it was used last, as a count of uses. */
  long used;

  /** Guarded by this. */
  private int holders;

  Loaded(ModelSource source, T served) {
    this.source = source;
    this.served = served;
  }

  synchronized Loaded<T> hold() {
    holders++;
    return this;
  }

  synchronized void release() {
    if (--holders == 0) {
      served.close();
      // glibc would keep tens of megabytes for the next model, which may never come.
      Pointer.trimMemory();
    }
  }
}
