package org.jkuiper.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConfigTest {
  private static Config config(String name, @Nullable Object value) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put(name, value);
    return new Config(values);
  }

  private static String refusal(Executable read) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, read).getMessage());
  }

  @Test
  void aPropertyIsReadAsTheTypeThatIsAskedFor() {
    assertEquals("a", config("p", "a").requiredString("p"));
    assertEquals(7, config("p", 7L).requiredInt("p"));
    assertEquals(7, config("p", 7.0).requiredInt("p"), "1e1 and 7.0 are whole numbers in JSON");
    assertEquals(1L << 40, config("p", 1L << 40).requiredLong("p"));
    assertEquals(0.5, config("p", 0.5).requiredDouble("p"));
    assertEquals(7.0, config("p", 7L).requiredDouble("p"));
    assertTrue(config("p", true).requiredBoolean("p"));
    assertEquals(List.of(1L), config("p", List.of(1L)).requiredList("p"));
  }

  @Test
  void aMissingPropertyAndOneThatIsNullTakeTheOther() {
    for (Config config : List.of(new Config(Map.of()), config("p", null))) {
      assertFalse(config.has("p"));
      assertEquals("x", config.stringOr("p", "x"));
      assertEquals(1, config.intOr("p", 1));
      assertEquals(1L, config.longOr("p", 1L));
      assertEquals(0.5, config.doubleOr("p", 0.5));
      assertTrue(config.booleanOr("p", true));
      assertEquals(Duration.ZERO, config.durationOr("p", Duration.ZERO));
      assertTrue(config.nested("p").isEmpty());
      assertEquals("the property p is missing", refusal(() -> config.requiredInt("p")));
    }
  }

  @Test
  void aPropertyOfAnotherTypeIsRefusedByName() {
    assertEquals(
        "the property p must be a whole number, got \"seven\"",
        refusal(() -> config("p", "seven").requiredInt("p")));
    assertEquals(
        "the property p must be a whole number of 32 bits, got 2147483648",
        refusal(() -> config("p", 1L << 31).requiredInt("p")));
    assertEquals(
        "the property p must be a whole number of 64 bits, got 0.5",
        refusal(() -> config("p", 0.5).intOr("p", 1)));
    assertEquals(
        "the property p must be a whole number of 64 bits, got 9223372036854775808",
        refusal(() -> config("p", BigInteger.ONE.shiftLeft(63)).requiredLong("p")));
    assertEquals(
        "the property p must be true or false, got \"true\"",
        refusal(() -> config("p", "true").requiredBoolean("p")));
    assertEquals(
        "the property p must be a string, got 1", refusal(() -> config("p", 1L).stringOr("p", "")));
    assertEquals(
        "the property p must be an object, got [1]",
        refusal(() -> config("p", List.of(1L)).nested("p")));
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    String message = refusal(() -> config("p", "x".repeat(10_000)).requiredInt("p"));
    assertTrue(message.length() < 150, message);
    assertTrue(message.contains("…"), message);
  }

  @Test
  void aNestedPropertyIsNamedByItsWholePath() {
    Config tls = config("tls", Map.of("port", "x")).nested("tls").orElseThrow();
    assertEquals(
        "the property tls.port must be a whole number, got \"x\"",
        refusal(() -> tls.requiredInt("port")));
    assertEquals("the property tls.ca is missing", refusal(() -> tls.requiredString("ca")));
  }

  @Test
  void durationsAreReadAsEkuiperReadsItsOwn() {
    Map<Object, Duration> durations =
        Map.of(
            "10s",
            Duration.ofSeconds(10),
            "100ms",
            Duration.ofMillis(100),
            "1h15m30.5s",
            Duration.ofMillis(4_530_500),
            "1.5h",
            Duration.ofMinutes(90),
            "7us",
            Duration.ofNanos(7_000),
            "7µs",
            Duration.ofNanos(7_000),
            "0",
            Duration.ZERO,
            250L,
            Duration.ofMillis(250),
            0.5,
            Duration.ofNanos(500_000));
    durations.forEach(
        (value, duration) -> assertEquals(duration, config("p", value).requiredDuration("p")));
  }

  @Test
  void whatIsNoDurationIsRefused() {
    for (Object value :
        List.of("", "10", "10 s", "s", "-1s", "1d", "1s1", ".5s", -1L, true, "99999999999999h")) {
      String message = refusal(() -> config("p", value).requiredDuration("p"));
      assertTrue(
          message.startsWith(
              "the property p must be a duration such as \"1m30s\", \"100ms\" or 100 (milliseconds),"
                  + " got "),
          message);
    }
  }

  @Test
  void theValuesCannotBeChangedAndAreNotPrinted() {
    Map<String, Object> values = new HashMap<>(Map.of("password", "secret"));
    Config config = new Config(values);
    values.clear();
    assertTrue(config.has("password"));
    assertThrows(UnsupportedOperationException.class, () -> config.values().clear());
    assertThrows(
        UnsupportedOperationException.class,
        () -> config("p", Arrays.asList(1, 2)).requiredList("p").clear());
    assertEquals("Config[password]", config.toString());
  }
}
