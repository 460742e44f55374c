package org.jkuiper.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format, version 0.0.4, and takes nothing that strays from its description
 * (prometheus.io/docs/instrumenting/exposition_formats) or from what {@code promtool check metrics}
 * asks: one HELP and one TYPE before the samples of each name, no sample twice, counters that end
 * in {@code _total}, buckets that never fall and end with the count.
 */
public final class PrometheusText {
  private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][\\w:]*) (\\S.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][\\w:]*) (counter|gauge|histogram)");
  private static final String LABEL = "[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)(?:\\{("
              + LABEL
              + "(?:,"
              + LABEL
              + ")*)\\})? (NaN|[+-]?Inf|[-+0-9.eE]+)");
  private static final Pattern LE = Pattern.compile(",?le=\"([^\"]+)\"");

  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, String> types = new LinkedHashMap<>();

  private PrometheusText() {}

  /**
   * The samples of a page: the value of each, by its name and labels as they stand there.
   *
   * @throws IllegalArgumentException if the page is not in the format; the message has the line
   */
  public static Map<String, Double> read(String page) {
    PrometheusText text = new PrometheusText();
    require(page.endsWith("\n"), "the last line has no end");
    String family = "";
    for (String line : page.lines().toList()) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        family = help.group(1);
        require(!text.types.containsKey(family), line);
      } else if (type.matches()) {
        require(type.group(1).equals(family), line);
        require(text.types.put(family, type.group(2)) == null, line);
      } else {
        require(sample.matches(), line);
        text.sample(family, sample, line);
      }
    }
    text.checkHistograms();
    return text.samples;
  }

  private void sample(String family, Matcher sample, String line) {
    String name = sample.group(1);
    String type = types.get(family);
    require(type != null, line);
    boolean ofFamily =
        type.equals("histogram")
            ? name.matches(Pattern.quote(family) + "_(bucket|sum|count)")
            : name.equals(family);
    require(ofFamily && (!type.equals("counter") || name.endsWith("_total")), line);
    double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
    require(type.equals("gauge") || value >= 0, line);
    String labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
    require(samples.put(name + labels, value) == null, line);
  }

  private void checkHistograms() {
    Map<String, List<double[]>> buckets = new HashMap<>();
    samples.forEach(
        (sample, value) -> {
          Matcher le = LE.matcher(sample);
          if (sample.contains("_bucket{") && le.find()) {
            String rest =
                le.replaceFirst("").replace("_bucket{", "_count{").replaceFirst("\\{\\}$", "");
            double bound = Double.parseDouble(le.group(1).replace("Inf", "Infinity"));
            buckets
                .computeIfAbsent(rest, key -> new ArrayList<>())
                .add(new double[] {bound, value});
          }
        });
    buckets.forEach(
        (count, all) -> {
          for (int i = 1; i < all.size(); i++) {
            require(all.get(i)[0] > all.get(i - 1)[0], count + " at bucket " + i);
            require(all.get(i)[1] >= all.get(i - 1)[1], count + " at bucket " + i);
          }
          double[] last = all.get(all.size() - 1);
          require(last[0] == Double.POSITIVE_INFINITY, count);
          require(samples.containsKey(count) && samples.get(count) == last[1], count);
          require(samples.containsKey(count.replace("_count", "_sum")), count);
        });
    types.forEach(
        (family, type) ->
            require(
                !type.equals("histogram")
                    || buckets.keySet().stream().anyMatch(count -> count.startsWith(family)),
                family));
  }

  private static void require(boolean condition, String line) {
    if (!condition) {
      throw new IllegalArgumentException(line);
    }
  }
}
