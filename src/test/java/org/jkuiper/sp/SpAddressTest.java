package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpAddressTest {

  @Test
  void anIpcAddressIsAPath() {
    assertEquals(
        new SpAddress.Ipc(Path.of("/tmp/plugin_pyai.ipc")),
        SpAddress.parse("ipc:///tmp/plugin_pyai.ipc"));
    assertEquals(new SpAddress.Ipc(Path.of("x y:1.ipc")), SpAddress.parse("ipc://x y:1.ipc"));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:5555, 127.0.0.1, 5555",
    "tcp://localhost:0, localhost, 0",
    "tcp://[::1]:7, ::1, 7",
  })
  void aTcpAddressIsAHostAndAPort(String url, String host, int port) {
    assertEquals(new SpAddress.Tcp(host, port), SpAddress.parse(url));
    assertEquals(url, SpAddress.parse(url).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ipc://",
        "ipc:/tmp/x",
        "tcp://",
        "tcp://:1",
        "tcp://host",
        "tcp://host:",
        "tcp://host:port",
        "tcp://host:65536",
        "tcp://host:-1",
        "inproc://x",
        "/tmp/x.ipc",
        "ipc:///tmp/\0"
      })
  void whatIsNoAddressIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> SpAddress.parse(url));
  }

  /** The kernel has room for 107 bytes and the closing zero. */
  @Test
  void aPathHasAtMost106Bytes() {
    String longest = "ipc:///" + "x".repeat(105);
    assertEquals(longest, SpAddress.parse(longest).toString());
    Throwable fault =
        assertThrows(IllegalArgumentException.class, () -> SpAddress.parse(longest + "x"));
    assertTrue(String.valueOf(fault.getMessage()).contains("106"), fault::toString);
    assertThrows(IllegalArgumentException.class, () -> SpAddress.parse("ipc:///" + "é".repeat(53)));
  }

  @Test
  void limitsAreCheckedWhereTheyAreSet() {
    assertThrows(IllegalArgumentException.class, () -> SpLimits.DEFAULT.withMaxFrameBytes(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> SpLimits.DEFAULT.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> SpLimits.DEFAULT.withBackoff(Duration.ZERO, Duration.ofSeconds(1)));
  }
}
