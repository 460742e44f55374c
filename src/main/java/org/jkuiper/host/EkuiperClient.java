package org.jkuiper.host;

import static org.jkuiper.host.EkuiperRest.encode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * The portable plugins of a running eKuiper, through its REST API. Each method throws {@link
 * EkuiperException} with eKuiper's own words if it refuses, {@link HostException} if it cannot be
 * reached. Thread-safe.
 *
 * @hidden internal
 */
public final class EkuiperClient {
  private static final System.Logger LOG = System.getLogger(EkuiperClient.class.getName());

  /** An installation runs the plugin's install.sh. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final EkuiperRest rest;

  /**
   * @param base such as {@code http://127.0.0.1:9081}
   * @throws IllegalArgumentException if it is no http address
   */
  public EkuiperClient(URI base) {
    this.rest = new EkuiperRest(base, TIMEOUT);
  }

  /** The names of the installed plugins. */
  public List<String> list() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    if (rest.getJson("/plugins/portables") instanceof List<?> plugins) {
      for (Object plugin : plugins) {
        names.add(plugin instanceof Map<?, ?> info ? String.valueOf(info.get("name")) : "?");
      }
    }
    return names;
  }

  /** What eKuiper says of a plugin: {@code status}, {@code errMsg}, {@code refCount}. */
  @SuppressWarnings("unchecked")
  public Map<String, @Nullable Object> status(String plugin)
      throws IOException, InterruptedException {
    return rest.getJson("/plugins/portables/" + encode(plugin) + "/status")
            instanceof Map<?, ?> status
        ? (Map<String, @Nullable Object>) status
        : Map.of();
  }

  /**
   * Uploads a zip and installs it, or replaces the plugin of that name by it.
   *
   * @return eKuiper's answer
   */
  public String install(PluginZip zip) throws IOException, InterruptedException {
    String uploaded = upload(zip.path(), zip.name() + ".zip");
    String body = Json.text(Map.of("name", zip.name(), "file", "file://" + uploaded));
    boolean update = list().contains(zip.name());
    String path = "/plugins/portables" + (update ? "/" + encode(zip.name()) : "");
    return rest.send(update ? "PUT" : "POST", path, body);
  }

  /**
   * Removes a plugin, and the zip that {@link #install} uploaded for it.
   *
   * @return eKuiper's answer
   */
  public String remove(String plugin) throws IOException, InterruptedException {
    String answer = rest.delete("/plugins/portables/" + encode(plugin));
    try {
      var unused = rest.delete("/config/uploads/" + encode(plugin + ".zip"));
    } catch (EkuiperException e) {
      // It was installed in another way.
      LOG.log(System.Logger.Level.DEBUG, "no upload to remove", e);
    }
    return answer;
  }

  /** Returns the path that eKuiper gave the file, in its own file system. */
  private String upload(Path file, String name) throws IOException, InterruptedException {
    String boundary = "jkuiper-" + UUID.randomUUID();
    String head =
        String.join(
            "\r\n",
            "--" + boundary,
            "Content-Disposition: form-data; name=\"uploadFile\"; filename=\"" + name + "\"",
            "Content-Type: application/zip",
            "",
            "");
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    return rest.send(
        rest.request("/config/uploads")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(body));
  }
}
