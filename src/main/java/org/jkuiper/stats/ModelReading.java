package org.jkuiper.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model has done in some time. Nobody may change what is in it.
 *
 * @param model its name
 * @param pictures how many pictures have got their answer
 * @param errors how many have got an error, by its cause
 * @param decode for each picture with an answer, how long {@link Times#decode} took
 * @param resize the same of {@link Times#resize}
 * @param inference the same of {@link Times#inference}
 */
public record ModelReading(
    String model,
    long pictures,
    SortedMap<String, Long> errors,
    Histogram decode,
    Histogram resize,
    Histogram inference) {

  /** The parts of the time by their names, in the order in which a picture takes them. */
  public Map<String, Histogram> parts() {
    Map<String, Histogram> parts = new LinkedHashMap<>();
    parts.put("decode", decode);
    parts.put("resize", resize);
    parts.put("inference", inference);
    return parts;
  }

  /** What the model has done since an earlier reading of it. */
  ModelReading since(ModelReading earlier) {
    SortedMap<String, Long> added = new TreeMap<>();
    for (Map.Entry<String, Long> error : errors.entrySet()) {
      long more = error.getValue() - earlier.errors.getOrDefault(error.getKey(), 0L);
      if (more > 0) {
        added.put(error.getKey(), more);
      }
    }
    return new ModelReading(
        model,
        pictures - earlier.pictures,
        added,
        decode.since(earlier.decode),
        resize.since(earlier.resize),
        inference.since(earlier.inference));
  }

  /** Whether no picture has come. */
  boolean isEmpty() {
    return pictures == 0 && errors.isEmpty();
  }
}
