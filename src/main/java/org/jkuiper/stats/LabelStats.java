package org.jkuiper.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;

/**
 * {@code labelStats()} returns what the models have done since the plugin's start:
 *
 * <pre>{@code
 * {"upSeconds":3600,"rssBytes":104857600,"models":[
 *   {"model":"efficientnet_lite0_int8","pictures":1200,"errors":{"brokenImage":2},"millis":{
 *     "decode":{"p50":1.2,"p99":3.1,"mean":1.3},"resize":{…},"inference":{…}}}]}
 * }</pre>
 *
 * <p>A model is there as soon as it has had a picture, and {@code millis} has nothing before it has
 * given an answer.
 */
public final class LabelStats implements Function {
  private final Stats stats;

  public LabelStats(Stats stats) {
    this.stats = stats;
  }

  @Override
  public void validate(int arguments) {
    if (arguments != 0) {
      throw new IllegalArgumentException("labelStats takes no argument, but got " + arguments);
    }
  }

  /**
   * Returns the object above.
   *
   * @throws IllegalArgumentException if there are arguments
   */
  @Override
  public Map<String, ?> exec(Arguments arguments, FunctionContext context) {
    validate(arguments.size());
    List<Map<String, ?>> models = new ArrayList<>();
    for (ModelReading reading : stats.read()) {
      models.add(model(reading));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("upSeconds", stats.upSeconds());
    all.put("rssBytes", ResidentMemory.bytes());
    all.put("models", models);
    return all;
  }

  private static Map<String, ?> model(ModelReading reading) {
    Map<String, Object> millis = new LinkedHashMap<>();
    for (Map.Entry<String, Histogram> part : reading.parts().entrySet()) {
      if (part.getValue().count() > 0) {
        millis.put(part.getKey(), millis(part.getValue()));
      }
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("model", reading.model());
    model.put("pictures", reading.pictures());
    model.put("errors", reading.errors());
    model.put("millis", millis);
    return model;
  }

  private static Map<String, Double> millis(Histogram part) {
    Map<String, Double> millis = new LinkedHashMap<>();
    millis.put("p50", Times.millis(part.quantile(0.5)));
    millis.put("p99", Times.millis(part.quantile(0.99)));
    millis.put("mean", Times.millis(part.mean()));
    return millis;
  }
}
