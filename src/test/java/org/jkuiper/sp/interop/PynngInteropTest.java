package org.jkuiper.sp.interop;

import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against nng, through its Python binding. */
@EnabledIf(
    value = "org.jkuiper.sp.interop.Foreign#hasPynng",
    disabledReason = "no Python with pynng: set JKUIPER_PYTHON, or let ./test prepare build/venv")
class PynngInteropTest extends InteropTest {
  @Override
  List<String> program() throws Exception {
    return Foreign.pynng();
  }
}
