package org.jkuiper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelFilterTest {
  private static final List<String> LINES =
      List.of("0:background", "1:crane", "2:tabby, tabby cat", "3:crane", "4:Persian cat");

  private static LabelFilter filter(String json) {
    LabelFilter filter =
        LabelFilter.of(Options.ofArgument("argument 2", json, "k", Set.of("allow", "deny")));
    return filter == null ? LabelFilter.ALL : filter;
  }

  private static String classes(String json) {
    return String.valueOf(filter(json).classes("m", LINES));
  }

  @Test
  void aLabelIsNamedByItsLineOrItsNameAndANameStandsForAllThatHaveIt() {
    assertEquals("{1}", classes("{\"allow\":[\"1:crane\"]}"));
    assertEquals("{1, 2, 3}", classes("{\"allow\":[\"crane\",\"tabby, tabby cat\"]}"));
  }

  @Test
  void allButWhatIsDeniedCome() {
    assertEquals("{0, 2, 4}", classes("{\"deny\":[\"crane\"]}"));
  }

  @Test
  void withoutBothAllCome() {
    assertNull(filter("{}").classes("m", LINES));
  }

  @Test
  void bothAtOnceAreRefused() {
    assertEquals(
        "argument 2 sets both allow and deny; set one",
        assertThrows(
                IllegalArgumentException.class,
                () -> filter("{\"allow\":[\"crane\"],\"deny\":[\"crane\"]}"))
            .getMessage());
  }

  @Test
  void anUnknownLabelIsNamedWithThoseThatAreAlike() {
    assertEquals(
        "the model m has no label \"Cat\"; it has \"2:tabby, tabby cat\", \"4:Persian cat\"",
        assertThrows(IllegalArgumentException.class, () -> classes("{\"deny\":[\"Cat\"]}"))
            .getMessage());
    assertEquals(
        "the model m has no label \"dog\"",
        assertThrows(IllegalArgumentException.class, () -> classes("{\"allow\":[\"dog\"]}"))
            .getMessage());
  }

  @Test
  void labelsAreWrittenInEachForm() {
    List<String> lines = List.of("0:a", "1 b", "c", "13:d", "4:");
    assertEquals(lines, LabelForm.LINE.of(lines));
    assertEquals(
        List.of("0:a", "1:b", "2:c", "3:13:d", "4:4:"), LabelForm.of("index:name").of(lines));
    assertEquals(List.of("a", "b", "c", "13:d", "4:"), LabelForm.of("name").of(lines));
    assertEquals(List.of("0", "1", "2", "3", "4"), LabelForm.of("index").of(lines));
  }

  @Test
  void theFewLastKeysAreRememberedButNoHugeOne() {
    int[] made = {0};
    Recent<String, BitSet> recent =
        new Recent<>() {
          @Override
          protected BitSet make(String key) {
            made[0]++;
            return new BitSet();
          }
        };
    for (int i = 0; i < 3; i++) {
      recent.of("a");
    }
    assertEquals(1, made[0]);
    for (int i = 0; i < 100; i++) {
      recent.of("key " + i);
    }
    assertEquals(101, made[0]);
    recent.of("key 99");
    assertEquals(101, made[0]);
    recent.of("a");
    recent.of("x".repeat(20_000));
    recent.of("x".repeat(20_000));
    assertEquals(104, made[0]);
  }
}
