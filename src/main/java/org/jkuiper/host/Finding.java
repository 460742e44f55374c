package org.jkuiper.host;

/**
 * Something about a plugin's zip that its author should know.
 *
 * @param problem what is wrong
 * @param remedy how to mend it
 * @hidden internal
 */
public record Finding(Severity severity, String problem, String remedy) {
  /** Whether it must be mended. */
  public enum Severity {
    /** eKuiper refuses the zip, or the plugin cannot work. */
    ERROR,
    /** The plugin works, though perhaps not everywhere or not with all that eKuiper offers. */
    WARNING
  }

  static Finding error(String problem, String remedy) {
    return new Finding(Severity.ERROR, problem, remedy);
  }

  static Finding warning(String problem, String remedy) {
    return new Finding(Severity.WARNING, problem, remedy);
  }

  @Override
  public String toString() {
    return severity + ": " + problem + "\n  " + remedy;
  }
}
