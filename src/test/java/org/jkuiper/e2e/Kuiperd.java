package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jkuiper.protocol.Json;

/**
 * A real eKuiper of the test's own, in a folder and on a port of its own and with a {@code /tmp} of
 * its own (see {@code tools/ekuiper}); its sockets are in {@code tmp} of its folder.
 */
final class Kuiperd implements AutoCloseable {
  /** The zip that {@code mvn package} has made. */
  static final Path PYAI = Path.of(System.getProperty("pyai.zip", "target/pyai.zip"));

  /**
   * The options of a rule that eKuiper takes up again where it has stopped with an error, every 10
   * s. Without them a rule that eKuiper starts before it has read the plugin's folder, as 2.4 may
   * where it boots on a busy machine, stays as it is until somebody starts it.
   */
  static final Map<String, ?> COMES_BACK = Map.of("restartStrategy", Map.of("attempts", 1));

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path folder;
  private final Map<String, String> environment;
  private final String[] command;
  private final URI rest;
  private Leashed process;

  private Kuiperd(Path folder, int restPort, Map<String, String> environment, String... command)
      throws IOException {
    this.folder = folder;
    this.environment = environment;
    this.rest = URI.create("http://127.0.0.1:" + restPort);
    this.command = command;
    this.process = run();
  }

  /** An eKuiper as {@code tools/kuiperd/get} finds it. */
  static Kuiperd start(Path folder, Mosquitto broker) throws IOException {
    return start(folder, broker, home("tools/kuiperd/get"), Map.of());
  }

  /**
   * Returns once it answers.
   *
   * @param folder where it keeps everything; taken up again where it holds something
   * @param home the program's folder, as {@link #home} tells it
   * @param environment added to this JVM's own
   */
  static Kuiperd start(Path folder, Mosquitto broker, String home, Map<String, String> environment)
      throws IOException {
    Path absolute = Files.createDirectories(folder).toAbsolutePath();
    int restPort = Mosquitto.freePort();
    return new Kuiperd(
        absolute,
        restPort,
        environment,
        "tools/ekuiper",
        absolute.toString(),
        Integer.toString(restPort),
        Integer.toString(broker.port()),
        home);
  }

  /**
   * An eKuiper that some other command starts; returns once it answers.
   *
   * @param folder where its log goes
   * @param restPort where the command has its REST API, on loopback
   */
  static Kuiperd startedBy(
      Path folder, int restPort, Map<String, String> environment, String... command)
      throws IOException {
    return new Kuiperd(folder, restPort, environment, command);
  }

  /** What a command of {@code tools/kuiperd} prints: the folder of an eKuiper. */
  static String home(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, process.waitFor(), () -> String.join(" ", command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    }
    return printed.strip();
  }

  private Leashed run() throws IOException {
    Leashed started = Leashed.start(folder.resolve("kuiperd.log"), environment, command);
    Eventually.holds(START, this::answers, started::log);
    return started;
  }

  private boolean answers() {
    try {
      return request("GET", "/", "").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The address of its REST API. */
  URI rest() {
    return rest;
  }

  /** What it, and the plugins in it, have logged since it was first started. */
  String log() {
    return process.log();
  }

  /** What eKuiper answers; {@code json} may be empty. */
  HttpResponse<String> request(String method, String path, String json) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(rest.resolve(path))
            .timeout(ANSWER)
            .method(method, BodyPublishers.ofString(json))
            .build();
    return send(request);
  }

  /** The text of an answer that must have this status. */
  String expect(int status, String method, String path, String json) throws IOException {
    HttpResponse<String> answer = request(method, path, json);
    assertEquals(
        status, answer.statusCode(), () -> method + " " + path + ": " + answer.body() + log());
    return answer.body();
  }

  String get(String path) throws IOException {
    return expect(200, "GET", path, "");
  }

  /** Sends a file as a form does, and returns where eKuiper has put it. */
  Path upload(Path file) throws IOException {
    String edge = "----------------jkuiper";
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"uploadFile\"; filename=\"%s\"\r\n\r\n"
            .formatted(edge, file.getFileName());
    HttpRequest request =
        HttpRequest.newBuilder(rest.resolve("/config/uploads"))
            .timeout(ANSWER)
            .header("Content-Type", "multipart/form-data; boundary=" + edge)
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + edge + "--\r\n")))
            .build();
    HttpResponse<String> answer = send(request);
    assertEquals(201, answer.statusCode(), answer::body);
    return Path.of(answer.body());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Installs a plugin as eKuiper's manager does, by the address of its zip. */
  String install(String name, Path zip) throws IOException {
    return expect(201, "POST", "/plugins/portables", pluginAt(name, zip));
  }

  /** The body of a request that installs or updates a plugin. */
  static String pluginAt(String name, Path zip) {
    return Json.text(
        Map.of("name", name, "file", zip.toAbsolutePath().normalize().toUri().toString()));
  }

  void createStream(String sql) throws IOException {
    expect(201, "POST", "/streams", Json.text(Map.of("sql", sql)));
  }

  /** The body of a request that creates a rule whose rows go to a topic, each as a message. */
  static String rule(String id, String sql, Mosquitto broker, String topic) {
    Map<String, ?> mqtt = Map.of("server", broker.url(), "topic", topic, "sendSingle", true);
    return rule(id, sql, Map.of("mqtt", mqtt));
  }

  /** The body of a request that creates a rule which eKuiper starts again by itself. */
  static String rule(String id, String sql, Map<String, ?> action) {
    return Json.text(
        Map.of("id", id, "sql", sql, "options", COMES_BACK, "actions", List.of(action)));
  }

  /** How many messages a rule has failed on. */
  long exceptions(String rule) throws IOException {
    return status(rule).entrySet().stream()
        .filter(figure -> figure.getKey().endsWith("_exceptions_total"))
        .mapToLong(figure -> ((Number) figure.getValue()).longValue())
        .sum();
  }

  /** What a rule's operators say of the last message that each failed on, one a line. */
  String lastException(String rule) throws IOException {
    StringBuilder all = new StringBuilder();
    status(rule)
        .forEach(
            (key, value) -> {
              if (key.endsWith("_last_exception") && !"".equals(value)) {
                all.append(value).append('\n');
              }
            });
    return all.toString();
  }

  private Map<String, ?> status(String rule) throws IOException {
    return Json.readObject(get("/rules/" + rule + "/status"));
  }

  /** The processes of its plugins, those included that it has lost sight of. */
  List<ProcessHandle> pluginProcesses() {
    return process.descendants().filter(handle -> !isOwn(handle)).toList();
  }

  /** Those among them that are Java. */
  List<ProcessHandle> jvms() {
    return pluginProcesses().stream()
        .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
        .toList();
  }

  /** The plugins' executables, which eKuiper itself has started. */
  List<ProcessHandle> launchers() {
    return pluginProcesses().stream()
        .filter(handle -> handle.info().commandLine().orElse("").contains("sendTimeout"))
        .filter(handle -> !handle.info().command().orElse("").endsWith("/java"))
        .toList();
  }

  private static boolean isOwn(ProcessHandle handle) {
    String command = handle.info().command().orElse("");
    return command.endsWith("/kuiperd")
        || command.endsWith("/cat")
        || handle.info().commandLine().orElse("").contains("tools/leash");
  }

  /**
   * Kills eKuiper alone, as the kernel does where memory is short. Its plugins stay for a while.
   */
  void kill() {
    process
        .descendants()
        .filter(handle -> handle.info().command().orElse("").endsWith("/kuiperd"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Starts it again in the same folder and on the same port, after {@link #kill} or not. */
  void restart() throws IOException {
    process.close();
    process = run();
  }

  /** Returns when a rule with {@link #COMES_BACK} has been taken up after a {@link #restart}. */
  void awaitRule(BooleanSupplier takenUp) {
    Eventually.holds(START, takenUp, this::log);
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
