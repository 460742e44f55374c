package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin's life under the tools: made, packed, verified, called. */
@Timeout(120)
class PluginLifeTest {
  @TempDir static Path temp;

  private static Path project = Path.of("");
  private static Path zip = Path.of("");

  @BeforeAll
  static void makeAndPack() throws Exception {
    project = temp.resolve("jkcli");
    Outcome made =
        Outcome.of(
            "new",
            project,
            "--source=jkcliCount",
            "--sink=jkcliFile",
            "--function=jkcliRevert",
            "--package=com.example.demo");
    assertEquals(0, made.status(), made.err());
    Path lib = new Project(project).buildJars();
    zip = temp.resolve("jkcli.zip");
    Outcome packed = pack(lib, zip);
    assertEquals(0, packed.status(), packed.err());
  }

  private static Outcome pack(Path lib, Path zip) {
    return Outcome.of(
        "pack", project, "--main=com.example.demo.JkcliPlugin", "--lib", lib, "-o", zip);
  }

  @Test
  void theSameFilesGiveTheSameZip() throws Exception {
    Path second = temp.resolve("second.zip");
    assertEquals(0, pack(project.resolve("lib"), second).status());
    assertArrayEquals(Files.readAllBytes(zip), Files.readAllBytes(second));
  }

  @Test
  void theNewPluginIsInOrder() {
    assertEquals(new Outcome(0, zip + " is in order\n", ""), Outcome.of("verify", zip));
  }

  @Test
  void nothingIsPackedThatWouldLeaveThePluginsFolder() throws Exception {
    Path descriptor = project.resolve("jkcli.json");
    String before = Files.readString(descriptor);
    Path other = temp.resolve("escaping.zip");
    try {
      for (String name : List.of("../evil", "bin/../../evil", "/tmp/evil")) {
        Files.writeString(
            descriptor,
            before.replaceFirst("\"executable\": *\"[^\"]*\"", "\"executable\":\"" + name + "\""));
        assertEquals(
            new Outcome(1, "", "jkuiper: " + name + " is not in the project\n"),
            pack(project.resolve("lib"), other));
      }
    } finally {
      Files.writeString(descriptor, before);
    }
    assertFalse(Files.exists(other));
  }

  @Test
  void callPrintsTheResultAsJson() {
    assertEquals(
        new Outcome(0, "\"olleh\"\n", ""), Outcome.of("call", zip, "jkcliRevert", "hello"));
  }

  @Test
  void callSaysWhyThePluginRefuses() {
    assertEquals(
        new Outcome(1, "", "jkuiper: argument 1 must be a string, got 20\n"),
        Outcome.of("call", zip, "jkcliRevert", "20"));
    assertEquals(
        new Outcome(0, "\"02\"\n", ""), Outcome.of("call", "--text", zip, "jkcliRevert", "20"));
    assertEquals(
        new Outcome(1, "", "jkuiper: function nope not found: the plugin jkcli has jkcliRevert\n"),
        Outcome.of("call", zip, "nope"));
  }

  @Test
  void callEachGoesOnAfterAFailure() throws Exception {
    Path file = Files.writeString(temp.resolve("file.txt"), "binary");
    Outcome outcome = Outcome.of("call", "--each", zip, "jkcliRevert", "a b", "1", file);
    assertTrue(outcome.out().startsWith("\"b a\"\n"), outcome.out());
    assertEquals(1, outcome.status());
    assertEquals("jkuiper: 1: argument 1 must be a string, got 1\n", outcome.err());
    assertEquals(2, outcome.out().lines().count());
  }

  @Test
  void callEachRepeatsNoLongArgument() {
    String much = "7".repeat(20_000);
    String shown = "7".repeat(55) + "…" + "7".repeat(24);
    Outcome outcome = Outcome.of("call", "--each", zip, "jkcliRevert", "[\"" + much + "\"]");
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().startsWith("jkuiper: [\"" + shown.substring(2, 57)), outcome.err());
    assertTrue(outcome.err().length() < 250, outcome.err());
  }

  @Test
  void thePluginIsUnpackedWhereTheUserSays() throws Exception {
    Path work = Files.createDirectory(temp.resolve("ünï"));
    assertEquals(
        new Outcome(0, "\"olleh\"\n", ""),
        Outcome.of("call", "--work", work, zip, "jkcliRevert", "hello"));
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
    Path none = temp.resolve("none");
    assertEquals(
        new Outcome(
            1,
            "",
            "jkuiper: no folder can be made in " + none + ": it is not there, or not writable\n"),
        Outcome.of("call", "--work=" + none, zip, "jkcliRevert", "hello"));
  }

  @Test
  void sourcePrintsItsMessages() {
    assertEquals(
        new Outcome(0, "{\"count\":0}\n{\"count\":1}\n{\"count\":2}\n", ""),
        Outcome.of("source", zip, "jkcliCount", "-c", "period=5", "-n", "3"));
  }

  @Test
  void sinkTakesTheLinesOfStandardInput() throws Exception {
    Path file = temp.resolve("results");
    InputStream before = System.in;
    System.setIn(
        new ByteArrayInputStream("{\"a\":1}\n{\"b\":\"ü\"}\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertEquals(
          new Outcome(0, "", ""), Outcome.of("sink", zip, "jkcliFile", "-c", "path=" + file));
    } finally {
      System.setIn(before);
    }
    assertEquals(List.of("{\"a\":1}", "{\"b\":\"ü\"}"), Files.readAllLines(file));
  }

  @Test
  void whatTheDescriptorNamesAndTheCodeLacksIsFound() throws Exception {
    Path descriptor = project.resolve("jkcli.json");
    String before = Files.readString(descriptor);
    Path other = temp.resolve("other/jkcli.zip");
    try {
      Files.writeString(
          descriptor,
          before
              .replace("\"jkcliRevert\"", "\"jkcliRevert\",\"jkcliGhost\"")
              .replace("\"jkcliFile\"", "\"jkcliFile\",\"jkcliPhantom\""));
      assertEquals(0, pack(project.resolve("lib"), other).status());
    } finally {
      Files.writeString(descriptor, before);
    }
    Outcome outcome = Outcome.of("verify", other);
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.out().contains("ERROR: the function jkcliGhost does not start"), outcome.out());
    assertTrue(
        outcome.out().contains("names the sink jkcliPhantom, which the code lacks"), outcome.out());
    assertTrue(outcome.out().endsWith(other + " is not in order\n"), outcome.out());
    assertEquals(
        new Outcome(
            0,
            """
            WARNING: no sinks/jkcliPhantom.json
              add it, so that eKuiper's manager can show and configure the symbol
            WARNING: no functions/jkcliGhost.json
              add it, so that eKuiper's manager can show and configure the symbol
            %s is in order
            """
                .formatted(other),
            ""),
        Outcome.of("verify", "--no-start", other));
  }
}
