package org.jkuiper.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.Descriptor;

/**
 * Compares a plugin with the descriptor in its folder. eKuiper knows the descriptor alone: what
 * only the code has is never called, and what only the descriptor has fails when a rule names it.
 * Either is said at the start, where the author looks, and hinders nothing else.
 */
final class DescriptorCheck {
  private final Plugin plugin;
  private final System.Logger logger;

  DescriptorCheck(Plugin plugin, System.Logger logger) {
    this.plugin = plugin;
    this.logger = logger;
  }

  /** Looks for {@code {name}.json} in the folder; logs each difference. */
  void in(Path folder) {
    Path file = folder.resolve(plugin.name() + ".json");
    if (Files.notExists(file)) {
      logger.log(
          Level.WARNING,
          "no " + file + " here: eKuiper finds a plugin only where its name is that of its code");
      return;
    }
    try {
      Descriptor descriptor = Descriptor.parse(plugin.name(), Files.readString(file));
      compare("source", plugin.sources().keySet(), descriptor.sources());
      compare("sink", plugin.sinks().keySet(), descriptor.sinks());
      compare("function", plugin.functions().keySet(), descriptor.functions());
    } catch (IOException e) {
      logger.log(Level.ERROR, file + ": " + e.getMessage());
    }
  }

  private void compare(String kind, Set<String> code, List<String> described) {
    String file = plugin.name() + ".json";
    for (String missing : without(described, code)) {
      logger.log(
          Level.ERROR,
          file
              + " names the "
              + kind
              + " "
              + missing
              + ", which the code lacks: rules that use it"
              + " will not start");
    }
    for (String hidden : without(code, described)) {
      logger.log(
          Level.WARNING,
          file + " does not name the " + kind + " " + hidden + ": eKuiper cannot call it");
    }
  }

  private static Set<String> without(Iterable<String> all, Iterable<String> known) {
    Set<String> rest = new TreeSet<>();
    all.forEach(rest::add);
    known.forEach(rest::remove);
    return rest;
  }
}
