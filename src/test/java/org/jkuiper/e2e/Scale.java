package org.jkuiper.e2e;

/**
 * How long the fault tests run: as ./test has time for, or, with {@code -Djkuiper.faults=long}, as
 * the project promises.
 */
final class Scale {
  private static final boolean LONG = System.getProperty("jkuiper.faults", "").equals("long");

  private Scale() {}

  static int of(int inTest, int promised) {
    return LONG ? promised : inTest;
  }
}
