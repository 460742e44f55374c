package org.jkuiper.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RecordReaderTest {
  enum Level {
    LOW,
    HIGH
  }

  record Tls(String ca, boolean verify) {}

  @SuppressWarnings("ArrayRecordComponent") // pictures come so
  record Everything(
      String text,
      int whole,
      Long large,
      double real,
      boolean flag,
      Duration pause,
      Level level,
      byte[] binary,
      Object any,
      Tls tls,
      List<Tls> all,
      Map<String, Integer> counts,
      Optional<Duration> timeout,
      Optional<List<String>> names) {}

  record Random(
      @Nullable Duration interval, @Nullable Integer seed, Map<String, Long> pattern, Tls tls) {}

  record Even(int n) {
    Even {
      if (n % 2 != 0) {
        throw new IllegalArgumentException("n must be even, got " + n);
      }
    }
  }

  record Nested(Even even) {}

  record Unreadable(Set<String> names) {}

  private static final Map<String, Object> EVERYTHING =
      Map.ofEntries(
          Map.entry("text", "a"),
          Map.entry("whole", 7L),
          Map.entry("large", 1L << 40),
          Map.entry("real", 0.5),
          Map.entry("flag", true),
          Map.entry("pause", "10s"),
          Map.entry("level", "high"),
          Map.entry("binary", "AQID"),
          Map.entry("any", List.of(1L)),
          Map.entry("tls", Map.of("ca", "x", "verify", true)),
          Map.entry("all", List.of(Map.of("ca", "y", "verify", false))),
          Map.entry("counts", Map.of("k", 3L)),
          Map.entry("timeout", 100L),
          Map.entry("names", List.of("n")));

  private static String refusal(Executable read) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, read).getMessage());
  }

  @Test
  void everyTypeOfComponentIsRead() {
    Everything read = new Config(EVERYTHING).as(Everything.class);
    assertArrayEquals(new byte[] {1, 2, 3}, read.binary());
    assertEquals(
        new Everything(
            "a",
            7,
            1L << 40,
            0.5,
            true,
            Duration.ofSeconds(10),
            Level.HIGH,
            read.binary(),
            List.of(1L),
            new Tls("x", true),
            List.of(new Tls("y", false)),
            Map.of("k", 3),
            Optional.of(Duration.ofMillis(100)),
            Optional.of(List.of("n"))),
        read);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    Map<String, Object> config =
        Map.of(
            "ca", "x",
            "verify", "yes",
            "cert", 1);
    assertEquals(
        "2 faults: the property verify must be true or false, got \"yes\"; the property cert is"
            + " unknown; known are ca, verify",
        refusal(() -> new Config(config).as(Tls.class)));
    assertEquals(
        "2 faults: the property ca is missing; the property verify is missing",
        refusal(() -> new Config(Map.of()).as(Tls.class)));
  }

  @Test
  void aSingleFaultIsASentenceOfItsOwn() {
    assertEquals(
        "the property even.n must be a whole number, got \"x\"",
        refusal(() -> new Config(Map.of("even", Map.of("n", "x"))).as(Nested.class)));
    assertEquals(
        "the property level must be one of [LOW, HIGH], got \"medium\"",
        refusal(() -> new Config(with("level", "medium")).as(Everything.class)));
    assertEquals(
        "the property all[0].verify is missing",
        refusal(() -> new Config(with("all", List.of(Map.of("ca", "")))).as(Everything.class)));
    assertEquals(
        "the property counts.k must be a whole number, got \"x\"",
        refusal(() -> new Config(with("counts", Map.of("k", "x"))).as(Everything.class)));
    assertEquals(
        "the property binary must be binary (a text in base64), got \"*\"",
        refusal(() -> new Config(with("binary", "*")).as(Everything.class)));
    assertEquals(
        "the property names[1] must be a string, got null",
        refusal(() -> new Config(with("names", Arrays.asList("a", null))).as(Everything.class)));
  }

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> changed = new HashMap<>(EVERYTHING);
    changed.put(name, value);
    return changed;
  }

  @Test
  void defaultsStandInForWhatIsMissingNestedOnesToo() {
    Random defaults = new Random(Duration.ofSeconds(1), null, Map.of(), new Tls("system", true));
    Config config = new Config(Map.of("seed", 5L, "tls", Map.of("verify", false)));
    assertEquals(
        new Random(Duration.ofSeconds(1), 5, Map.of(), new Tls("system", false)),
        config.as(defaults));
    assertEquals("the property seed is missing", refusal(() -> new Config(Map.of()).as(defaults)));
  }

  @Test
  void ekuipersOwnPropertiesAreNoFaultAtTheTopAndAreOneBelow() {
    Map<String, Object> own =
        Map.of("n", 2L, "format", "json", "requireAck", true, "datasource", "", "concurrency", 2L);
    assertEquals(new Even(2), new Config(own).as(Even.class));
    assertEquals(
        "the property even.format is unknown; known are n",
        refusal(
            () -> new Config(Map.of("even", Map.of("n", 2L, "format", "json"))).as(Nested.class)));
  }

  @Test
  void whatTheConstructorRefusesIsAFaultLikeAnother() {
    assertEquals(
        "n must be even, got 1", refusal(() -> new Config(Map.of("n", 1L)).as(Even.class)));
    assertEquals(
        "even: n must be even, got 1",
        refusal(() -> new Config(Map.of("even", Map.of("n", 1L))).as(Nested.class)));
  }

  @Test
  void aTypeThatCannotBeReadIsTheAuthorsFault() {
    assertThrows(
        UnsupportedOperationException.class,
        () -> new Config(Map.of("names", List.of())).as(Unreadable.class));
  }

  @Test
  void dataMayHaveMoreFieldsThanTheRecord() {
    Arguments arguments =
        new Arguments() {
          @Override
          public int size() {
            return 2;
          }

          @Override
          public Object get(int index) {
            Map<String, Object> even = Map.of("n", 2L, "more", "x");
            return index == 0 ? even : List.of(even, Map.of("m", 1L));
          }

          @Override
          public byte[] bytes(int index) {
            throw new AssertionError("not asked for");
          }

          @Override
          public ByteBuffer buffer(int index) {
            throw new AssertionError("not asked for");
          }

          @Override
          public Arguments elements(int index) {
            throw new AssertionError("not asked for");
          }
        };
    assertEquals(new Even(2), arguments.as(0, Even.class));
    assertEquals(
        "element 2 of argument 2: n is missing", refusal(() -> arguments.listOf(1, Even.class)));
    assertEquals(
        "argument 1 must be an object, got 7",
        refusal(() -> RecordReader.readData(Even.class, new TypedValue("argument 1", 7L))));
  }
}
