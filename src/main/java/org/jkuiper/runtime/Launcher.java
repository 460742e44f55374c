package org.jkuiper.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the launcher script hands to each JVM that it starts: who it is, and open files without a
 * name that outlive a JVM but not the launcher. Nothing of it is there where a plugin is run by
 * hand.
 *
 * @param pid the launcher's process id, which must stay our parent
 * @param ekuiperPid the process id of eKuiper, which must stay the launcher's parent
 * @param journal for {@link Journal}
 * @param inFlight for {@link InFlight}
 * @param progress for {@link Progress}: the launcher takes the death of a JVM that has greeted
 *     eKuiper for an accident, and where it has served a message it starts the next one at once
 * @param lastStatus how the JVM before this one ended, as a shell counts: 128 and the signal's
 *     number
 */
record Launcher(
    Optional<Long> pid,
    Optional<Long> ekuiperPid,
    Optional<Path> journal,
    Optional<Path> inFlight,
    Optional<Path> progress,
    Optional<Integer> lastStatus) {

  static Launcher from(Map<String, String> environment) {
    return new Launcher(
        value(environment, "JKUIPER_LAUNCHER").map(Long::valueOf),
        value(environment, "JKUIPER_EKUIPER").map(Long::valueOf),
        value(environment, "JKUIPER_JOURNAL").map(Path::of),
        value(environment, "JKUIPER_IN_FLIGHT").map(Path::of),
        value(environment, "JKUIPER_SERVED").map(Path::of),
        value(environment, "JKUIPER_LAST_STATUS").map(Integer::valueOf));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }
}
