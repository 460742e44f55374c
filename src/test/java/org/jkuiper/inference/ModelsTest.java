package org.jkuiper.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jkuiper.LinesLogger;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyGraph;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ModelsTest {
  @TempDir private Path folder;
  private final Colours task = new Colours("model");
  private final Colours other = new Colours("otherModel");
  private final List<String> log = new ArrayList<>();
  private Models models;

  @BeforeEach
  void threeModels() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    Files.copy(Path.of("samples/cat.jpg"), folder.resolve("rehearsal.jpg"));
    for (String name : List.of("a", "b", "c")) {
      TinyModel.colours(file(name));
    }
    set("model=a");
    models = new Models(folder, List.of(task, other), Duration.ZERO);
  }

  @AfterEach
  void nothingStaysLoaded() {
    models.close();
    assertEquals(0, task.open);
    assertEquals(0, other.open);
  }

  private Path file(String name) {
    return folder.resolve("models/" + name + ".tflite");
  }

  private void set(String settings) throws IOException {
    Files.writeString(folder.resolve("pyai.properties"), settings);
  }

  /** Puts a file in the place of another in one step, as {@code mv} does. */
  private void replace(String name, byte[] content) throws IOException {
    Path fresh = Files.write(folder.resolve("new"), content);
    Files.move(fresh, file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private Colours.Classified served(String name) throws ModelException {
    try (Lease<Colours.Classified> lease = models.lease(task, name, new LinesLogger(log))) {
      return lease.get();
    }
  }

  private String refusal(String name) {
    return String.valueOf(assertThrows(ModelException.class, () -> served(name)).getMessage());
  }

  @Test
  void aModelIsLoadedWhenItIsFirstAskedForAndThenKept() throws Exception {
    assertEquals(0, task.loads);
    Colours.Classified first = served("b");
    assertSame(first, served("b"));
    assertEquals(1, task.loads);
    assertEquals("b", first.source.name());
  }

  @Test
  void aModelThatWasMissingServesAsSoonAsItIsThere() throws Exception {
    models.close();
    models = new Models(folder, List.of(task, other), Duration.ofHours(1));
    Files.delete(file("a"));
    assertTrue(refusal("").contains("a"), refusal(""));
    TinyModel.colours(file("a"));
    assertEquals("a", served("").source.name());
  }

  @Test
  void oneModelUnderTwoNamesIsInMemoryOnce() throws Exception {
    assertSame(served(""), served("a"));
    assertSame(served(""), served("a.tflite"));
    assertEquals(1, task.open);
    replace("a", TinyModel.uint8().labels("x", "y", "z").bytes());
    served("a");
    assertEquals(1, task.open);
    assertSame(served(""), served("a.tflite"));
  }

  @Test
  void theModelThatHasGoneLongestWithoutACallMakesRoom() throws Exception {
    set("model=a\nmaxModels=2");
    Colours.Classified a = served("a");
    served("b");
    served("a");
    served("c");
    assertEquals(2, task.open);
    assertSame(a, served("a"));
    assertEquals(3, task.loads);
    served("b");
    assertEquals(4, task.loads);
  }

  @Test
  void theTasksShareTheRoom() throws Exception {
    set("model=a\nmaxModels=1");
    served("a");
    models.lease(other, "b", null).close();
    assertEquals(0, task.open);
    assertEquals(1, other.open);
  }

  @Test
  void aModelThatACallHoldsStaysUntilItsEnd() throws Exception {
    set("model=a\nmaxModels=1");
    try (Lease<Colours.Classified> held = models.lease(task, "a", null)) {
      served("b");
      assertEquals(2, task.open);
      held.get().classifier.classify();
    }
    assertEquals(1, task.open);
  }

  @Test
  void anUnknownNameIsAnErrorEachTimeAndLeavesNothingBehind() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertTrue(refusal("no" + i).contains("which holds a, b, c"), refusal("no" + i));
    }
    assertEquals(0, task.loads);
    TinyModel.colours(file("no1"));
    assertEquals("no1", served("no1").source.name());
  }

  @Test
  void aModelThatHasJustBeenPutThereIsFoundAtOnce() throws Exception {
    try (Models slow = new Models(folder, List.of(task), Duration.ofHours(1))) {
      slow.lease(task, "a", null).close();
      TinyModel.colours(file("new"));
      slow.lease(task, "new", null).close();
    }
  }

  @Test
  void aDetectionModelAloneIsCalledWhatItIs() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      Files.delete(file(name));
    }
    Files.write(file("ssd"), TinyGraph.detection());
    set("");
    assertEquals("the model ssd is for detection, not for classification", refusal(""));
  }

  @Test
  void aReplacedFileServesFromTheNextCallOn() throws Exception {
    Colours.Classified before = served("");
    assertEquals("[a serves]", log.toString().replace("INFO ", ""));
    replace("a", TinyModel.uint8().labels("x", "y", "z").bytes());
    Colours.Classified after = served("");
    assertNotSame(before, after);
    assertEquals("[x, y, z]", after.model.labels().orElseThrow().toString());
    assertEquals(1, task.open);
  }

  @Test
  void aBadFileChangesNothingButTheLogOnce() throws Exception {
    Colours.Classified before = served("");
    log.clear();
    replace("a", "no model at all".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 3; i++) {
      assertSame(before, served(""));
      TinyModel.colours(file("d" + i)); // The folder changes, the bad file does not.
    }
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.get(0).contains("stays in service"), log::toString);
    replace("a", TinyModel.uint8().labels("x", "y", "z").bytes());
    assertNotSame(before, served(""));
  }

  @Test
  void aModelThatFailsOnAPictureDoesNotTakeTheOthersPlace() throws Exception {
    Colours.Classified before = served("");
    log.clear();
    // On a black picture, with which it is first run, it gives numbers.
    replace("a", TinyGraph.notANumberUnlessBlack());
    assertSame(before, served(""));
    assertTrue(log.get(0).contains("gave a score that is not a number"), log::toString);
    assertEquals(1, task.open);
  }

  @Test
  void aBadFileThatHasNothingBeforeItIsReadOnce() throws Exception {
    replace("b", new byte[100]);
    String refusal = refusal("b");
    assertTrue(refusal.contains("it is not a TFLite model"), refusal);
    assertEquals(refusal, refusal("b"));
    assertEquals(1, task.loads);
    TinyModel.colours(file("b"));
    assertEquals("b", served("b").source.name());
  }

  @Test
  void wrongSettingsLeaveTheModelsInServiceAndNameTheFault() throws Exception {
    Colours.Classified before = served("");
    set("modle=b");
    assertSame(before, served(""));
    assertTrue(log.get(log.size() - 1).contains("[modle]"), log::toString);
    assertTrue(refusal("b").contains("[modle]"));
    set("model=b");
    assertEquals("b", served("").source.name());
  }

  @Test
  void aDefaultThatHasBecomeUnclearStaysWhatItWas() throws Exception {
    Colours.Classified before = served("");
    set("");
    assertSame(before, served(""));
    assertTrue(
        log.get(log.size() - 1).contains("several models for classification"), log::toString);
  }
}
