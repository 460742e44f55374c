package org.jkuiper.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jkuiper.image.ImageFormat;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.tflite.Activation;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyGraph;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  private static final Colours TASK = new Colours("model");

  @TempDir private Path folder;

  @BeforeEach
  void oneModel() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    model("a");
  }

  private void model(String name) {
    TinyModel.colours(folder.resolve("models/" + name + ".tflite"));
  }

  private void detection(String name) throws IOException {
    Files.write(folder.resolve("models/" + name + ".tflite"), TinyGraph.detection());
  }

  private void set(String properties) throws IOException {
    Files.writeString(folder.resolve("pyai.properties"), properties);
  }

  private void beside(String name, String content) throws IOException {
    Files.writeString(folder.resolve("models/" + name), content);
  }

  private ModelSource source(String name) throws ModelException {
    ModelFolder files = new ModelFolder(folder, List.of(TASK));
    files.look();
    return files.source(TASK, name);
  }

  private String refusal(String name) {
    return String.valueOf(assertThrows(ModelException.class, () -> source(name)).getMessage())
        .replace(folder.resolve("models").toString(), "models");
  }

  private String refusal() {
    return refusal("");
  }

  @Test
  void withoutSettingsTheDefaultsHold() throws ModelException {
    ModelSource source = source("");
    assertEquals("a", source.name());
    assertEquals(folder.resolve("models/a.tflite"), source.file());
    assertEquals(Optional.empty(), source.labels());
    assertEquals(4, source.settings().maxModels());
    assertEquals(ImageLimits.DEFAULT, source.settings().limits());
    assertEquals(Map.of(), source.common());
  }

  @Test
  void eachKeySetsItsOption() throws Exception {
    model("b");
    set(
        """
        model=b.tflite
        labelFile=b2.txt
        mean=123.675, 116.28, 103.53
        std=58
        activation=sigmoid
        topK=3
        threads=1
        maxModels=2
        formats=jpeg, TIFF
        maxImageBytes=1000
        maxPixels=2000
        maxScans=30
        maxMillis=1500
        """);
    ModelSource source = source("");
    assertEquals(folder.resolve("models/b.tflite"), source.file());
    assertEquals(Optional.of(folder.resolve("models/b2.txt")), source.labels());
    assertEquals(List.of(123.675f, 116.28f, 103.53f), source.stated().mean());
    assertEquals(List.of(58f), source.stated().std());
    assertEquals(Optional.of(Activation.SIGMOID), source.stated().activation());
    assertEquals(Map.of("topK", "3"), source.common());
    Settings settings = source.settings();
    assertEquals(1, settings.threads());
    assertEquals(2, settings.maxModels());
    assertEquals(Set.of(ImageFormat.JPEG, ImageFormat.TIFF), settings.limits().formats());
    assertEquals(1000, settings.limits().maxBytes());
    assertEquals(2000, settings.limits().maxPixels());
    assertEquals(30, settings.limits().maxScans());
    assertEquals(Duration.ofMillis(1500), settings.limits().maxTime());
  }

  @Test
  void aModelIsFoundByItsNameWithItsEndingOrWithout() throws Exception {
    model("b");
    assertEquals("b", source("b").name());
    assertEquals(source("b"), source("b.tflite"));
    set("model=b");
    assertEquals(source("b"), source(""));
  }

  @Test
  void aModelOfANameBeyondAsciiIsFound() throws Exception {
    model("花猫 é");
    assertEquals("花猫 é", source("花猫 é").name());
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
    model("b");
    assertEquals("there is no model c in models, which holds a, b", refusal("c"));
    assertEquals("there is no model ../a in models, which holds a, b", refusal("../a"));
    assertEquals("there is no model a.txt in models, which holds a, b", refusal("a.txt"));
  }

  @Test
  void severalModelsOfWhichNoneIsNamedAreAnErrorThatListsThem() {
    model("b");
    assertEquals(
        "models holds several models for classification (a, b): name one by model= in pyai.properties",
        refusal());
  }

  @Test
  void aModelForAnotherTaskOrNoneAtAllDoesNotMakeTheDefaultUnclear() throws Exception {
    detection("ssd");
    beside("half.tflite", "half of a file");
    assertEquals("a", source("").name());
  }

  @Test
  void aDetectionAloneIsNoModelToClassifyBy() throws Exception {
    Files.delete(folder.resolve("models/a.tflite"));
    detection("ssd");
    detection("ssd2");
    assertEquals(
        "there is no model for classification in models: put a .tflite file there", refusal());
  }

  @Test
  void noModelIsAnErrorThatSaysWhereToPutOne() throws IOException {
    Files.delete(folder.resolve("models/a.tflite"));
    assertTrue(refusal().contains("put a .tflite file there"), refusal());
    assertTrue(refusal("a").contains("put a .tflite file there"), refusal("a"));
  }

  @Test
  void theLabelFileIsTheOneThatIsSetElseTheOneOfTheModelsName() throws Exception {
    beside("labels.txt", "x");
    assertEquals(Optional.empty(), source("").labels());
    beside("a.txt", "x");
    assertEquals(Optional.of(folder.resolve("models/a.txt")), source("").labels());
    set("labelFile=b.txt");
    assertEquals(Optional.of(folder.resolve("models/b.txt")), source("").labels());
    beside("a.properties", "labelFile=c.txt");
    assertEquals(Optional.of(folder.resolve("models/c.txt")), source("").labels());
  }

  @Test
  void labelsMayStillNameTheLabelFile() throws Exception {
    set("labels=b.txt");
    assertEquals(Optional.of(folder.resolve("models/b.txt")), source("").labels());
  }

  @Test
  void aModelsOwnSettingsGoBeforeTheCommonOnes() throws Exception {
    set("mean=1\nstd=2\nactivation=softmax\ntopK=9");
    beside("a.properties", "activation=none\nmean=7\ntopK=1");
    ModelSource source = source("");
    assertEquals(List.of(7f), source.stated().mean());
    assertEquals(List.of(1f), source.stated().std());
    assertEquals(Optional.of(Activation.NONE), source.stated().activation());
    assertEquals(Map.of("topK", "1"), source.own());
    assertEquals(Map.of("topK", "9"), source.common());
  }

  @Test
  void whatTheCommonSettingsStateOfAModelIsSaidOfTheDefaultAlone() throws Exception {
    model("b");
    set("model=a\nmean=1\nlabelFile=x.txt");
    assertEquals(List.of(1f), source("a").stated().mean());
    assertEquals(List.of(), source("b").stated().mean());
    assertEquals(Optional.empty(), source("b").labels());
  }

  @Test
  void aKeyThatIsNoneOfAModelsOwnIsAnErrorThatNamesTheFile() throws Exception {
    beside("a.properties", "threads=1");
    assertTrue(refusal().startsWith("a.properties sets [threads]"), refusal());
  }

  @Test
  void aSourceIsAnotherAfterAFileOfItHasChanged() throws Exception {
    ModelSource before = source("");
    assertEquals(before, source(""));
    beside("a.properties", "mean=0");
    ModelSource after = source("");
    assertNotEquals(before, after);
    beside("b.txt", "another model's");
    assertEquals(after, source(""));
  }

  @Test
  void aMisspeltKeyIsAnErrorThatListsTheRightOnes() throws IOException {
    set("modle=b.tflite");
    assertTrue(refusal().contains("[modle]") && refusal().contains("model"), refusal());
  }

  @Test
  void aNumberOutOfRangeIsAnErrorThatNamesTheRange() throws IOException {
    set("threads=0");
    assertEquals(
        "pyai.properties sets threads=0, but it must be a whole number from 1 to 64", refusal());
  }

  @Test
  void anUnknownFormatIsAnErrorThatListsTheKnownOnes() throws IOException {
    set("formats=JPEG,HEIC");
    assertTrue(refusal().contains("HEIC is none of [JPEG, PNG"), refusal());
  }

  @Test
  void aNormalisationOrActivationThatIsNoneIsAnErrorThatNamesTheKey() throws IOException {
    set("mean=1,2");
    assertTrue(refusal().contains("sets mean=1,2, but it must be one number or three"), refusal());
    set("std=0");
    assertTrue(refusal().contains("sets std=0"), refusal());
    set("activation=relu");
    assertTrue(refusal().contains("relu is none of [SOFTMAX, SIGMOID, NONE]"), refusal());
  }

  @Test
  void aLongValueIsNotRepeatedWhole() throws IOException {
    set("threads=" + "9".repeat(20_000));
    assertTrue(refusal().length() < 200, refusal());
    set("x".repeat(20_000) + "=1");
    assertTrue(refusal().length() < 400, refusal());
  }

  @Test
  void meanAloneOrStdAloneIsCompleted() throws Exception {
    set("mean=5");
    assertEquals(List.of(1f), source("").stated().std());
    set("std=1,2,3");
    assertEquals(List.of(0f), source("").stated().mean());
  }
}
