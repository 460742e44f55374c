package org.jkuiper.web;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names a browser may know this server. A page of another site can give its own name our
 * address (DNS rebinding), and is then of our origin to the browser, but for that name. An address
 * instead of a name cannot be given away so.
 */
final class AllowedHosts {
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+\\]");

  private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
  private final boolean anyAddress;
  private final int port;

  /**
   * @param host the address or name that the server listens on
   * @param port the port that it listens on
   */
  AllowedHosts(String host, int port) {
    names.add(literal(host));
    this.anyAddress = WILDCARDS.contains(host);
    this.port = port;
  }

  /** A host as an URL has it. */
  static String literal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
  }

  /** Whether it is one of ours, with our port: {@code 127.0.0.1:9083}. */
  boolean allows(@Nullable String authority) {
    if (authority == null) {
      return false;
    }
    String text = authority.toLowerCase(Locale.ROOT);
    String suffix = ":" + port;
    String name;
    if (text.endsWith(suffix)) {
      name = text.substring(0, text.length() - suffix.length());
    } else if (port == 80) {
      name = text;
    } else {
      return false;
    }
    return names.contains(name) || (anyAddress && ADDRESS.matcher(name).matches());
  }
}
