package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jkuiper.protocol.Descriptor;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * A plugin as it is handed to eKuiper. Its limits keep a hostile zip from filling disk or memory;
 * eKuiper itself has none. Not safe for use by several threads.
 *
 * @hidden internal
 */
public final class PluginZip implements Closeable {
  /** The largest zip, and the most that it may unpack to. */
  public static final long MAX_BYTES = 1L << 30;

  public static final int MAX_ENTRIES = 10_000;

  private static final int MAX_TEXT_BYTES = 1 << 20;

  private final Path path;
  private final ZipFile zip;
  private final List<ZipItem> items;
  private final String name;

  private PluginZip(Path path, ZipFile zip, List<ZipItem> items, String name) {
    this.path = path;
    this.zip = zip;
    this.items = items;
    this.name = name;
  }

  /**
   * Opens a zip. The plugin's name is that of the file where there is a {@code {name}.json} for it,
   * else that of the only JSON file at the top.
   *
   * @throws HostException if it is no zip, above the limits, or names no plugin
   */
  public static PluginZip open(Path path) throws IOException {
    ZipFile zip = openZip(path);
    try {
      List<ZipItem> items = items(path, zip);
      return new PluginZip(path, zip, items, name(path, items));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile openZip(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new HostException(path + ": no such file");
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new HostException(path + " is larger than " + MAX_BYTES + " bytes");
    }
    try {
      return new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new HostException(path + " is not a zip that can be read: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new HostException(path + ": no such file", e);
    }
  }

  private static List<ZipItem> items(Path path, ZipFile zip) throws IOException {
    if (zip.size() > MAX_ENTRIES) {
      throw new HostException(path + " has more than " + MAX_ENTRIES + " entries");
    }
    List<CentralDirectory.Entry> records = CentralDirectory.read(path);
    List<ZipItem> items = new ArrayList<>();
    for (CentralDirectory.Entry record : records) {
      ZipEntry entry = zip.getEntry(record.name());
      if (entry == null || !entry.getName().equals(record.name())) {
        throw new HostException(path + " is damaged: it has no " + record.name());
      }
      items.add(new ZipItem(entry, record.mode(), record.fromUnix()));
    }
    return items;
  }

  private static String name(Path path, List<ZipItem> items) throws HostException {
    List<String> candidates =
        items.stream()
            .map(ZipItem::name)
            .filter(name -> name.endsWith(".json") && name.indexOf('/') < 0)
            .map(name -> name.substring(0, name.length() - ".json".length()))
            .filter(name -> !name.startsWith("."))
            .toList();
    String fileName = String.valueOf(path.getFileName()).replaceFirst("\\.zip$", "");
    if (candidates.contains(fileName)) {
      return fileName;
    }
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    throw new HostException(
        "missing or invalid json file "
            + fileName
            + ".json, found "
            + items.size()
            + " files in total: the descriptor must be at the top of the zip and have the plugin's"
            + " name (is everything inside one folder?)");
  }

  /** The plugin's name: what {@code POST /plugins/portables} must be told. */
  public String name() {
    return name;
  }

  public Path path() {
    return path;
  }

  List<ZipItem> items() {
    return items;
  }

  ZipFile file() {
    return zip;
  }

  /** The descriptor's text as an object. */
  Map<String, @Nullable Object> descriptorObject() throws IOException {
    try {
      return Json.readObject(descriptorText());
    } catch (MalformedMessageException e) {
      throw new HostException(name + ".json is " + e.getMessage(), e);
    }
  }

  /**
   * The descriptor, checked as eKuiper does ({@code PluginInfo.Validate}).
   *
   * @throws HostException in eKuiper's words, where it would refuse
   */
  public Descriptor descriptor() throws IOException {
    String named = descriptorObject().get("name") instanceof String text ? text : name;
    if (!named.equals(name)) {
      throw new HostException(
          "invalid plugin, expect name '%s' but got '%s'".formatted(name, named));
    }
    Descriptor descriptor;
    try {
      descriptor = Descriptor.parse(name, descriptorText());
    } catch (MalformedMessageException e) {
      throw new HostException(name + ".json: " + e.getMessage(), e);
    }
    if (descriptor.language().isEmpty()) {
      throw new HostException("invalid plugin, missing language");
    }
    if (descriptor.executable().isEmpty()) {
      throw new HostException("invalid plugin, missing executable");
    }
    if (descriptor.sources().isEmpty()
        && descriptor.sinks().isEmpty()
        && descriptor.functions().isEmpty()) {
      throw new HostException("invalid plugin, must define at lease one source, sink or function");
    }
    if (!descriptor.language().equals("go") && !descriptor.language().equals("python")) {
      throw new HostException(
          "invalid plugin, language '%s' is not supported".formatted(descriptor.language()));
    }
    return descriptor;
  }

  private String descriptorText() throws IOException {
    return text(zip.getEntry(name + ".json"));
  }

  /** The text of a descriptor or description. */
  String text(ZipEntry entry) throws IOException {
    try (var in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MAX_TEXT_BYTES + 1);
      if (bytes.length > MAX_TEXT_BYTES) {
        throw new HostException(entry.getName() + " is larger than " + MAX_TEXT_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
