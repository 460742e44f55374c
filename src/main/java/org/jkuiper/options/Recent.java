package org.jkuiper.options;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was made of the last few keys, so that it is made once for each and not for each picture.
 * For one thread at a time.
 */
public abstract class Recent<K, V> {
  /** More than one plugin has rules with different options. */
  private static final int MOST = 64;

  /** A longer key comes from a message, not from an SQL that somebody wrote, and is not kept. */
  private static final int LONGEST = 10_000;

  private final Map<K, V> made =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
          return size() > MOST;
        }
      };

  /** Makes the value of a key. */
  protected abstract V make(K key);

  /**
   * The value of a key, which nobody may change afterwards. What {@link #make} throws is thrown.
   */
  public final V of(K key) {
    @Nullable V known = made.get(key);
    if (known != null) {
      return known;
    }
    V value = make(key);
    if (String.valueOf(key).length() <= LONGEST) {
      made.put(key, value);
    }
    return value;
  }
}
