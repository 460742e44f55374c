package org.jkuiper.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the models of a plugin have done since its start. Thread-safe. */
public final class Stats {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long start = System.nanoTime();
  private final Map<String, ModelStats> models = new TreeMap<>();

  /** The counters of a model: the same for a name each time, whatever becomes of the model. */
  public synchronized ModelStats model(String name) {
    ModelStats model = models.get(name);
    if (model == null) {
      model = new ModelStats(name);
      models.put(name, model);
    }
    return model;
  }

  /** What each model that has had a picture has done so far, by name. */
  public synchronized List<ModelReading> read() {
    List<ModelReading> readings = new ArrayList<>();
    for (ModelStats model : models.values()) {
      ModelReading reading = model.read();
      if (!reading.isEmpty()) {
        readings.add(reading);
      }
    }
    return readings;
  }

  /** For how many seconds these have been counted. */
  public long upSeconds() {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }
}
