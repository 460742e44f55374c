package org.jkuiper.sp.interop;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against mangos, the library that eKuiper links. */
@EnabledIf(
    value = "org.jkuiper.sp.interop.Foreign#hasGo",
    disabledReason = "no Go toolchain on the PATH to build the mangos peer with")
class MangosInteropTest extends InteropTest {
  private static List<String> program = List.of();

  @BeforeAll
  static void build() throws Exception {
    program = Foreign.mangos();
  }

  @Override
  List<String> program() {
    return program;
  }
}
