package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jkuiper.protocol.Json;

/**
 * A recipe of {@code docs/cookbook.md}: a section with the SQL, the commands, and what comes out.
 *
 * @param title the section's heading
 * @param sql the SQL as it is shown
 * @param commands the shell commands, the first of which that posts to {@code /rules} makes the
 *     rule
 * @param results the rows, one a line
 */
record Recipe(String title, String sql, List<String> commands, List<String> results) {
  private static final Path PAGE = Path.of("docs/cookbook.md");
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.*?)$(.*?)(?=^## |\\z)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)\n```$");
  private static final Pattern COMMAND = Pattern.compile("(?ms)^\\$ (.*?)(?=\n\\$ |\\z)");

  /** What stands before the first recipe: the commands that all of them need. */
  static List<String> preparation() throws IOException {
    String page = Files.readString(PAGE);
    return commands(page.substring(0, page.indexOf("\n## ")));
  }

  static List<Recipe> all() throws IOException {
    return SECTION
        .matcher(Files.readString(PAGE))
        .results()
        .map(section -> of(section.group(1), section.group(2)))
        .toList();
  }

  private static Recipe of(String title, String text) {
    List<String> results = new ArrayList<>();
    blocks(text, "json").forEach(block -> block.lines().forEach(results::add));
    List<String> sql = blocks(text, "sql");
    if (sql.size() != 1 || results.isEmpty()) {
      throw new IllegalStateException("no SQL, no result, or more than one SQL: " + title);
    }
    return new Recipe(title, sql.get(0), commands(text), results);
  }

  private static List<String> blocks(String text, String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).matches(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static List<String> commands(String text) {
    return blocks(text, "console").stream()
        .flatMap(block -> COMMAND.matcher(block).results())
        .map((MatchResult command) -> command.group(1))
        .toList();
  }

  /** Whether it needs a model that the plugin is installed without. */
  boolean needsModels() {
    return commands.stream().anyMatch(command -> command.contains("models fetch"));
  }

  /** The commands up to the one that makes the rule. */
  List<String> making() {
    return commands.subList(0, rule() + 1);
  }

  /** The commands after it, which send the pictures. */
  List<String> sending() {
    return commands.subList(rule() + 1, commands.size());
  }

  private int rule() {
    for (int i = 0; i < commands.size(); i++) {
      if (commands.get(i).contains("/rules -d '")) {
        return i;
      }
    }
    throw new IllegalStateException("no rule: " + title);
  }

  /** What the command that makes the rule posts. */
  Map<String, ?> body() throws IOException {
    String command = commands.get(rule());
    return Json.readObject(command.substring(command.indexOf('\'') + 1, command.lastIndexOf('\'')));
  }

  /** The rule's one action: its kind, and its properties. */
  Map.Entry<String, Map<?, ?>> action() throws IOException {
    Map<?, ?> action = (Map<?, ?>) ((List<?>) body().get("actions")).get(0);
    Map.Entry<?, ?> entry = action.entrySet().iterator().next();
    return Map.entry(String.valueOf(entry.getKey()), (Map<?, ?>) entry.getValue());
  }

  @Override
  public String toString() {
    return title;
  }
}
