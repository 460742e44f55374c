package org.jkuiper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Markdown files that people read, and their links. */
class DocsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void theIndexHasAPlaceForEveryPage() throws IOException {
    Set<String> pages = new TreeSet<>();
    for (Path page : markdown(DOCS)) {
      pages.add(page.getFileName().toString());
    }
    pages.remove("README.md");
    Set<String> linked = new TreeSet<>(links(DOCS.resolve("README.md")));
    linked.removeIf(link -> link.startsWith("../"));
    assertEquals(pages, linked);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void relativeLinksLeadSomewhere(Path page) throws IOException {
    List<String> dead = new ArrayList<>();
    for (String link : links(page)) {
      if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
        dead.add(link);
      }
    }
    assertEquals(List.of(), dead);
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  private static List<String> links(Path page) throws IOException {
    String prose = CODE.matcher(Files.readString(page)).replaceAll("");
    return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
  }

  /** A heading's anchor as GitHub makes it: lower case, no punctuation, hyphens for spaces. */
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult heading) -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "benchmarks", "samples")) {
      pages.addAll(markdown(Path.of(folder)));
    }
    return pages;
  }

  private static List<Path> markdown(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }
}
