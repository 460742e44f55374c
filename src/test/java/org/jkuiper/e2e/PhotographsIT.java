package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jkuiper.tflite.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The shared photographs through a rule, beside what Python finds in them. */
@Timeout(180)
@EnabledIf("org.jkuiper.e2e.Pictures#areShared")
class PhotographsIT {
  @Test
  void theyAreLabelledAsByPythonAndRightAtLeastAsOften(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    Map<String, Integer> truth = Pictures.truth();
    Map<String, List<Reference.Scored>> python =
        Reference.of("mobilenet_v2_1.0_224_quant").images();
    List<String> names = Files.readAllLines(Path.of("models", "labels.txt"));
    List<String> differ = new ArrayList<>();
    int right = 0;
    int rightByPython = 0;

    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      try (LabelRule labels = LabelRule.tutorial(kuiperd, broker)) {
        for (Map.Entry<String, Integer> photograph : truth.entrySet()) {
          String name = photograph.getKey();
          String label = (String) Json.readObject(labels.of(Pictures.shared(name))).get("label");
          int byPython = python.get(name).get(0).index();
          if (!names.get(byPython).equals(label)) {
            differ.add(name + ": " + label + ", but by Python " + names.get(byPython));
          }
          right += names.get(photograph.getValue()).equals(label) ? 1 : 0;
          rightByPython += byPython == photograph.getValue() ? 1 : 0;
        }
        assertEquals(0, kuiperd.exceptions("labels"), kuiperd::log);
      }
    }

    assertEquals(51, truth.size());
    assertTrue(differ.size() <= 1, differ::toString);
    assertTrue(right >= rightByPython, right + " right, " + rightByPython + " by Python");
  }
}
