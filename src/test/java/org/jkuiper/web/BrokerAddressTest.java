package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:1884, tcp://127.0.0.1:1884, , ",
    "mqtt://box, tcp://box:1883, , ",
    "ssl://box, ssl://box:8883, , ",
    "mqtts://me@box:1, ssl://box:1, me, ",
    "tcp://me:a%3Ab:c@box, tcp://box:1883, me, a:b:c",
    "tcp://[::1]:1883, tcp://[::1]:1883, , "
  })
  void itIsReadAsPahoAndEkuiperWantIt(String text, String server, String user, String password) {
    assertEquals(new BrokerAddress(server, user, password), BrokerAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2:1883", "http://box", "tcp:///x", "tcp://a b", "secret@box"})
  void anotherIsRefusedWithoutRepeatingIt(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> BrokerAddress.parse(text));
    assertFalse(String.valueOf(refusal.getMessage()).contains(text), refusal::getMessage);
  }

  @Test
  void thePasswordIsNotShown() {
    assertEquals("tcp://box:1883", BrokerAddress.parse("tcp://me:secret@box").toString());
  }
}
