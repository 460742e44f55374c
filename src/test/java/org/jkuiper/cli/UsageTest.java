package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
  @TempDir Path temp;

  @Test
  void aMissingZipIsSaidInASentence() {
    Path none = temp.resolve("none.zip");
    assertEquals(
        new Outcome(1, "", "jkuiper: " + none + ": no such file\n"), Outcome.of("verify", none));
  }

  @Test
  void wrongUsageGivesTwo() {
    assertEquals(2, Outcome.of("call").status());
    assertEquals(2, Outcome.of("fly").status());
    assertEquals(2, Outcome.of("new", temp).status());
    assertEquals(2, Outcome.of("new", temp.resolve("a-b")).status());
    assertEquals(2, Outcome.of("new", temp.resolve("ok"), "--package=Not.Good").status());
  }

  @Test
  void aWrongEkuiperAddressIsSaidInASentence() {
    Outcome outcome = Outcome.of("list", "--ekuiper=nowhere");
    assertEquals(1, outcome.status());
    assertEquals(
        "jkuiper: eKuiper's address reads like http://127.0.0.1:9081, not nowhere\n",
        outcome.err());
  }

  @Test
  void wordsThatNameFilesAreBytesAndThoseOfJsonValues() throws Exception {
    Path file = Files.writeString(temp.resolve("f"), "x");
    assertArrayEquals(new byte[] {(byte) 'x'}, (byte[]) Values.argument(file.toString()));
    assertEquals(20L, Values.argument("20"));
    assertEquals(Map.of("a", true), Values.argument("{\"a\":true}"));
    assertEquals("hello world", Values.argument("hello world"));
    assertEquals("nul\0", Values.argument("nul\0"));
  }

  @Test
  void propertiesComeFromPairsObjectsAndFiles() throws Exception {
    Path file = Files.writeString(temp.resolve("f.json"), "{\"a\":1,\"b\":2}");
    assertEquals(
        Map.of("a", 1L, "b", "x=y", "c", List.of(1L)),
        Values.properties(List.of(file.toString(), "b=x=y", "{\"c\":[1]}")));
  }

  @Test
  void noErrorRepeatsALongArgument() throws Exception {
    String much = "x".repeat(20_000);
    String shown = "x".repeat(55) + "…" + "x".repeat(24);
    assertEquals(
        "jkuiper: eKuiper's address reads like http://127.0.0.1:9081, not " + shown + "\n",
        Outcome.of("list", "--ekuiper=" + much).err());
    for (Object[] words :
        new Object[][] {
          {much},
          {"list", "--" + much},
          {"verify", much},
          {"verify", much + ".zip"},
          {"verify", temp.resolve(much.substring(0, 200)).resolve("no.zip")},
          {"new", much + "-"},
          {"new", "ok", "--package=" + much + "-"},
          {"new", "ok", "--function", much + "-"},
          {"status", "a", much},
          {"call", "z", "f", "--timeout", much},
          {"call", "z", "f", "--timeout=" + much},
          {"call", "z", "f", "--like=" + much},
          {"source", "z", "s", "-n", much},
          {"pack", "--lib=lib", much},
          {"pack", "--lib=lib", much + "=" + much},
        }) {
      Outcome outcome = Outcome.of(words);
      assertTrue(outcome.status() > 0, outcome.err());
      String sentence = outcome.err().lines().findFirst().orElseThrow();
      assertTrue(sentence.length() < 400, sentence);
      assertTrue(sentence.contains("…"), sentence);
    }
    String refusal =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Values.properties(List.of(much)))
                .getMessage());
    assertTrue(refusal.endsWith("not " + shown), refusal);
  }

  @Test
  void theNameOfAFileThatIsThereStaysWhole() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("long/".repeat(40)));
    Path file = Files.writeString(folder.resolve("no.zip"), "none");
    assertTrue(Outcome.of("verify", file).err().startsWith("jkuiper: " + file + " "));
  }

  @Test
  void completionAndHelpAreThere() {
    assertTrue(Outcome.of("generate-completion").out().contains("complete "));
    assertTrue(Outcome.of("help", "call").out().contains("FUNCTION"));
    assertEquals(0, Outcome.of("--version").status());
  }
}
