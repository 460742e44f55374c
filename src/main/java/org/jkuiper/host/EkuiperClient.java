package org.jkuiper.host;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * The portable plugins of a running eKuiper, through its REST API. Each method throws {@link
 * EkuiperException} with eKuiper's own words where it refuses, {@link HostException} where it
 * cannot be reached. Thread-safe.
 *
 * @hidden internal
 */
public final class EkuiperClient {
  private static final System.Logger LOG = System.getLogger(EkuiperClient.class.getName());

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** An installation runs the plugin's install.sh. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final URI base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

  /**
   * @param base such as {@code http://127.0.0.1:9081}
   * @throws IllegalArgumentException if it is no http address
   */
  public EkuiperClient(URI base) {
    if (base.getHost() == null || !String.valueOf(base.getScheme()).startsWith("http")) {
      throw new IllegalArgumentException(
          "eKuiper's address reads like http://127.0.0.1:9081, not " + base);
    }
    this.base = base;
  }

  /** The names of the installed plugins. */
  public List<String> list() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    if (json(get("/plugins/portables")) instanceof List<?> plugins) {
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
    return json(get("/plugins/portables/" + encode(plugin) + "/status")) instanceof Map<?, ?> status
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
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(update ? "PUT" : "POST", BodyPublishers.ofString(body)));
  }

  /**
   * Removes a plugin, and the zip that {@link #install} uploaded for it.
   *
   * @return eKuiper's answer
   */
  public String remove(String plugin) throws IOException, InterruptedException {
    String answer = send(request("/plugins/portables/" + encode(plugin)).DELETE());
    try {
      var unused = send(request("/config/uploads/" + encode(plugin + ".zip")).DELETE());
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
    return send(
        request("/config/uploads")
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(body));
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new HostException(
          "no eKuiper answers at " + base + ": is it running, and is this its REST address?", e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new EkuiperException(response.statusCode(), message(response.body()));
    }
    return response.body().strip();
  }

  /** eKuiper wraps its sentence into an object; other servers on the port do not. */
  private static String message(String body) {
    try {
      return Json.readObject(body).get("message") instanceof String message
          ? message
          : body.strip();
    } catch (MalformedMessageException e) {
      return body.strip();
    }
  }

  private @Nullable Object json(String body) throws HostException {
    try {
      return Json.read(body);
    } catch (MalformedMessageException e) {
      throw new HostException("what answers at " + base + " is no eKuiper: " + e.getMessage(), e);
    }
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
