package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AllowedHostsTest {
  @Test
  void theNameThatItListensOnIsAllowed() {
    AllowedHosts hosts = new AllowedHosts("Box.example", 9083);
    assertTrue(hosts.allows("box.example:9083"));
    assertTrue(hosts.allows("localhost:9083"));
    assertFalse(hosts.allows("192.168.1.2:9083"));
    assertFalse(hosts.allows("other.example:9083"));
    assertTrue(new AllowedHosts("fd00::1", 9083).allows("[fd00::1]:9083"));
  }

  @Test
  void onAllAddressesAnyAddressIsAllowedAndNoName() {
    AllowedHosts hosts = new AllowedHosts("0.0.0.0", 9083);
    assertTrue(hosts.allows("192.168.1.2:9083"));
    assertTrue(hosts.allows("[fe80::1]:9083"));
    assertFalse(hosts.allows("box.example:9083"));
    assertFalse(hosts.allows("192.168.1.2"));
  }

  @Test
  void aBrowserLeavesOutPort80() {
    assertTrue(new AllowedHosts("127.0.0.1", 80).allows("127.0.0.1"));
    assertFalse(new AllowedHosts("127.0.0.1", 8080).allows("127.0.0.1"));
  }
}
