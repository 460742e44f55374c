package org.jkuiper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What eKuiper's manager shows of each function of {@code pyai}. */
class FunctionFilesTest {
  private static final Path FOLDER = Path.of("functions");
  private static final String PAGES = "https://github.com/jkuiper/jkuiper/blob/main/";
  private static final Set<String> LANGUAGES = Set.of("en_US", "zh_CN");

  private static Map<?, ?> read(Path file) throws IOException {
    return Json.readObject(Files.readString(file));
  }

  static List<String> functions() throws IOException {
    return ((List<?>) read(Path.of("pyai.json")).get("functions"))
        .stream().map(String::valueOf).toList();
  }

  @Test
  void eachFunctionHasAFileAndEachFileAFunction() throws IOException {
    Set<String> described = new TreeSet<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      files.forEach(file -> described.add(file.getFileName().toString()));
    }
    Set<String> expected = new TreeSet<>();
    functions().forEach(function -> expected.add(function + ".json"));
    assertEquals(expected, described);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void allIsSaidInBothLanguages(String function) throws IOException {
    Map<?, ?> file = read(FOLDER.resolve(function + ".json"));
    checkLanguages("", file);
    Map<?, ?> described = (Map<?, ?>) ((List<?>) file.get("functions")).get(0);
    assertEquals(function, file.get("name"));
    assertEquals(function, described.get("name"));
    assertTrue(String.valueOf(described.get("example")).contains(function + "("));
    assertTrue(described.containsKey("hint"));
    assertTrue(((Map<?, ?>) described.get("return")).containsKey("hint"));
    for (Object argument : (List<?>) described.get("args")) {
      Set<?> keys = ((Map<?, ?>) argument).keySet();
      assertTrue(
          keys.containsAll(List.of("name", "optional", "control", "type", "hint", "label")),
          argument::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void theHelpLeadsToAPage(String function) throws IOException {
    Map<?, ?> about = (Map<?, ?>) read(FOLDER.resolve(function + ".json")).get("about");
    for (Object url : ((Map<?, ?>) about.get("helpUrl")).values()) {
      String page = String.valueOf(url);
      assertTrue(page.startsWith(PAGES), page);
      assertTrue(Files.exists(Path.of(page.substring(PAGES.length()))), page);
    }
  }

  /** Who knows one of the pages finds their way in the others. */
  @ParameterizedTest
  @MethodSource("functions")
  void thePagesAreAlike(String function) throws IOException {
    Map<?, ?> file = read(FOLDER.resolve(function + ".json"));
    Map<?, ?> about = (Map<?, ?>) file.get("about");
    String url = String.valueOf(((Map<?, ?>) about.get("helpUrl")).get("en_US"));
    String page = Files.readString(Path.of(url.substring(PAGES.length())));
    List<?> arguments =
        (List<?>) ((Map<?, ?>) ((List<?>) file.get("functions")).get(0)).get("args");
    boolean hasOptions =
        arguments.stream().anyMatch(a -> "options".equals(((Map<?, ?>) a).get("name")));
    int at = 0;
    for (String part :
        List.of(
            "# " + function + "\n\n",
            "\n\n```\n" + function + "(",
            hasOptions ? "\n## Options\n" : "as no options.",
            "\n## In a rule\n",
            "\n```sql\nSELECT ",
            "\n## Result\n")) {
      at = page.indexOf(part, at);
      assertTrue(at >= 0, function + " lacks in its place: " + part);
    }
    for (Object argument : arguments) {
      String row = "\n| `" + ((Map<?, ?>) argument).get("name") + "` | ";
      assertTrue(page.contains(row), function + " lacks" + row);
    }
  }

  /** Whatever is said in one language is said in the other one too. */
  private static void checkLanguages(String where, Object value) {
    if (value instanceof Map<?, ?> map) {
      if (map.containsKey("en_US") || map.containsKey("zh_CN")) {
        assertEquals(LANGUAGES, map.keySet(), where);
        map.values().forEach(text -> assertTrue(!String.valueOf(text).isBlank(), where));
      }
      map.forEach((key, inner) -> checkLanguages(where + "/" + key, inner));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> checkLanguages(where, inner));
    }
  }
}
