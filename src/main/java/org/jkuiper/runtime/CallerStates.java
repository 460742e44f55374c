package org.jkuiper.runtime;

import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jkuiper.protocol.Meta;

/**
 * The states of one function: one object for each place in a rule that calls it. eKuiper never says
 * that a rule is gone, so above {@link #MAX_PLACES} the state of the place that has gone longest
 * without a call is dropped. Used by the function's thread alone.
 */
final class CallerStates implements AutoCloseable {
  static final int MAX_PLACES = 1_000;

  private record Place(Meta meta, int funcId) {}

  private final System.Logger logger;

  /** In order of access, the longest unused first. */
  private final Map<Place, Object> states = new LinkedHashMap<>(16, 0.75f, true);

  CallerStates(System.Logger logger) {
    this.logger = logger;
  }

  @SuppressWarnings("unchecked")
  <T> T of(Meta meta, int funcId, Supplier<T> initial) {
    Place place = new Place(meta, funcId);
    Object state = states.get(place);
    if (state == null) {
      state = initial.get();
      states.put(place, state);
      makeWay();
    }
    return (T) state;
  }

  private void makeWay() {
    if (states.size() > MAX_PLACES) {
      Iterator<Map.Entry<Place, Object>> oldest = states.entrySet().iterator();
      Map.Entry<Place, Object> entry = oldest.next();
      logger.log(
          Level.INFO,
          "more than " + MAX_PLACES + " places hold a state: freeing that of " + entry.getKey());
      close(entry.getValue());
      oldest.remove();
    }
  }

  private void close(Object state) {
    if (state instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        logger.log(Level.WARNING, "close of a state", e);
      }
    }
  }

  @Override
  public void close() {
    states.values().forEach(this::close);
    states.clear();
  }
}
