package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What eKuiper sends that is no picture, or one written in another way: windows and JSON. */
@Timeout(120)
class WindowsIT {
  private static final String CAT = "286:Egyptian cat";

  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static byte[] cat;

  @BeforeAll
  static void installWithItsStreams(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    kuiperd.createStream("CREATE STREAM json () WITH (DATASOURCE=\"json\", FORMAT=\"JSON\")");
    kuiperd.createStream(
        "CREATE STREAM typed (image BYTEA) WITH (DATASOURCE=\"typed\", FORMAT=\"JSON\")");
    kuiperd.createStream("CREATE STREAM binary () WITH (DATASOURCE=\"binary\", FORMAT=\"BINARY\")");
    cat = Pictures.sample("cat.jpg");
  }

  @AfterAll
  static void takeDown() throws Exception {
    kuiperd.close();
    broker.close();
  }

  private static LabelRule rule(String id, String sql, String stream) throws Exception {
    return LabelRule.create(kuiperd, broker, id, "SELECT " + sql, stream);
  }

  private static byte[] message(Object image) {
    return Json.write(Map.of("image", image));
  }

  /** The ranking's first label, or the error. */
  private static String first(Object entry) {
    return entry instanceof List<?> ranking
        ? String.valueOf(((Map<?, ?>) ranking.get(0)).get("label"))
        : String.valueOf(((Map<?, ?>) entry).get("error"));
  }

  private static List<String> window(LabelRule rule) throws Exception {
    List<?> entries = (List<?>) Json.readObject(rule.next()).get("labels");
    return entries.stream().map(WindowsIT::first).toList();
  }

  private static void assertNoFault(String rule) throws Exception {
    assertEquals(0, kuiperd.exceptions(rule), () -> kuiperd.log());
    assertFalse(kuiperd.log().contains("WARNING pyai rule=" + rule + " "), kuiperd::log);
    assertFalse(kuiperd.log().contains("ERROR pyai rule=" + rule + " "), kuiperd::log);
  }

  @Test
  void aWindowKeepsItsOtherLabelsWhereAMessageLacksTheField() throws Exception {
    try (LabelRule rule =
        rule(
            "count",
            "labelImage(collect(image)) AS labels FROM json GROUP BY COUNTWINDOW(6)",
            "json")) {
      rule.publish(message(cat));
      rule.publish(Json.write(Map.of()));
      rule.publish(message(7));
      rule.publish(message("no!"));
      rule.publish(message(List.of(cat)));
      rule.publish(message(cat));
      assertEquals(
          List.of(
              CAT,
              "element 2 of argument 1 must be binary, got null",
              "element 3 of argument 1 must be binary, got a number",
              "element 4 of argument 1 must be binary, got a text that is not base64",
              "element 5 of argument 1 must be binary, got a list",
              CAT),
          window(rule));
      assertNoFault("count");
    }
  }

  @Test
  void wholeMessagesAreNoPictures() throws Exception {
    try (LabelRule rule =
        rule(
            "whole",
            "labelImage(collect(*)) AS labels FROM json GROUP BY COUNTWINDOW(1)",
            "json")) {
      rule.publish(message(cat));
      assertEquals(List.of("element 1 of argument 1 must be binary, got an object"), window(rule));
    }
  }

  @Test
  void anEmptyWindowIsAnEmptyListWithoutAWord() throws Exception {
    try (LabelRule rule =
        rule(
            "quiet",
            "labelImage(collect(self)) AS labels FROM binary GROUP BY TUMBLINGWINDOW(ss, 1)",
            "binary")) {
      // Nothing yet tells it from a message that lacks the field.
      assertEquals("{}", rule.next());
      rule.publish(cat);
      String row = rule.next();
      while (row.equals("{}")) {
        row = rule.next();
      }
      assertEquals(CAT, first(((List<?>) Json.readObject(row).get("labels")).get(0)));
      assertEquals("{\"labels\":[]}", rule.next());
      assertEquals("{\"labels\":[]}", rule.next());
      assertNoFault("quiet");
    }
  }

  @Test
  void aMessageWithoutAPictureHasNoLabelsAndTheNextOneHas() throws Exception {
    try (LabelRule rule =
        rule("single", "labelImage(image)[0]->label AS label FROM json", "json")) {
      assertEquals("{}", rule.of(Json.write(Map.of())));
      assertEquals("{}", rule.of("{\"image\":null}".getBytes(StandardCharsets.UTF_8)));
      assertEquals("{\"label\":\"" + CAT + "\"}", rule.of(message(cat)));
      assertNoFault("single");
    }
  }

  @Test
  void base64InLinesAndDataUrisAreLabelledWhetherTheFieldIsTypedOrNot() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(cat);
    String lines = Base64.getMimeEncoder().encodeToString(cat);
    for (String stream : List.of("json", "typed")) {
      try (LabelRule rule =
          rule(stream + "Base64", "labelImage(image)[0]->label AS label FROM " + stream, stream)) {
        for (String text :
            List.of(
                base64,
                lines,
                lines.replace("\r", "") + "\n",
                Base64.getUrlEncoder().encodeToString(cat),
                "data:image/jpeg;base64," + base64)) {
          assertEquals("{\"label\":\"" + CAT + "\"}", rule.of(message(text)));
        }
        assertNoFault(stream + "Base64");
      }
    }
  }
}
