package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelFileTest {

  @TempDir private Path folder;

  private Path file(String text, Charset charset) throws Exception {
    return Files.write(folder.resolve("l.txt"), text.getBytes(charset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 red\n1 blue",
        "0 red\n1 blue\n",
        "\ufeff0 red\r\n1 blue\r\n",
        "0 red\r1 blue\r\r",
        "0 red \n1 blue\t\n  \n\n\n"
      })
  void marksLineEndsAndBlanksAtTheEndAreNoPartOfALabel(String text) throws Exception {
    List<String> expected = List.of("0 red", "1 blue");
    assertEquals(expected, LabelFile.read(file(text, StandardCharsets.UTF_8), 2));
    assertEquals(2, LabelFile.count(folder.resolve("l.txt")));
  }

  @Test
  void utf16IsReadWhereAMarkSaysSo() throws Exception {
    assertEquals(
        List.of("猫", "犬"), LabelFile.read(file("\ufeff猫\r\n犬\r\n", StandardCharsets.UTF_16LE), 2));
    assertEquals(List.of("猫", "犬"), LabelFile.read(file("猫\n犬", StandardCharsets.UTF_16), 2));
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsLine() throws Exception {
    Path file = file("cat\ndog\ncafé\n", StandardCharsets.ISO_8859_1);
    ModelException e = assertThrows(ModelException.class, () -> LabelFile.read(file, 3));
    assertTrue(e.getMessage().endsWith("l.txt is not UTF-8 in line 3: save it as UTF-8"));
    Path first = file("é\n", StandardCharsets.ISO_8859_1);
    e = assertThrows(ModelException.class, () -> LabelFile.read(first, 1));
    assertTrue(e.getMessage().contains("in line 1"), e.getMessage());
  }

  @Test
  void aBlankLineBetweenLabelsIsALabel() throws Exception {
    Path file = file("a\n\nb\n", StandardCharsets.UTF_8);
    assertEquals(List.of("a", "", "b"), LabelFile.read(file, 3));
    assertThrows(ModelException.class, () -> LabelFile.read(file, 2));
  }

  @Test
  void aSingleScoreTakesTwoLabels() throws Exception {
    assertEquals(2, LabelFile.read(file("cat\ndog\n", StandardCharsets.UTF_8), 1).size());
    Path three = file("a\nb\nc\n", StandardCharsets.UTF_8);
    assertThrows(ModelException.class, () -> LabelFile.read(three, 1));
  }
}
