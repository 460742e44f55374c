package org.jkuiper.models;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * The models of {@code models/catalogue.properties}, from which a build fetches what it needs. The
 * plugin itself fetches nothing.
 */
public final class ModelCatalogue {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(10);

  private final Path models;
  private final Properties entries;
  private final List<Path> copies;

  private ModelCatalogue(Path models, Properties entries, List<Path> copies) {
    this.models = models;
    this.entries = entries;
    this.copies = copies;
  }

  /**
   * Reads a catalogue.
   *
   * @param models the folder that holds {@code catalogue.properties} and gets the models
   * @param copies folders that may hold the model already; they are tried before its URL
   */
  static ModelCatalogue read(Path models, List<Path> copies) throws IOException {
    Properties entries = new Properties();
    try (Reader reader = Files.newBufferedReader(models.resolve("catalogue.properties"))) {
      entries.load(reader);
    }
    return new ModelCatalogue(models, entries, copies);
  }

  /**
   * Fetches models by name ({@code mobilenet_v2_1.0_224_quant}, with or without {@code .tflite})
   * into the folder that is the first argument.
   *
   * <p>A copy in the folder that the environment variable {@code JKUIPER_MODELS} names, or in
   * {@code shared/models} beside the project, comes before the catalogue's URL. It is checked
   * against the same SHA-256, and a build without a network need not wait for one.
   */
  public static void main(String[] args) throws IOException {
    Path models = Path.of(args[0]).toAbsolutePath().normalize();
    List<Path> copies = new ArrayList<>();
    Optional.ofNullable(System.getenv("JKUIPER_MODELS")).map(Path::of).ifPresent(copies::add);
    copies.add(models.resolve("../../shared/models").normalize());
    ModelCatalogue catalogue = read(models, copies);
    for (String name : List.of(args).subList(1, args.length)) {
      catalogue.fetch(name.replaceFirst("\\.tflite$", ""));
    }
  }

  /**
   * Makes sure that the model lies in the folder and is the one that the catalogue means.
   *
   * @return the model's file
   * @throws IOException if the model cannot be had; the message says what was tried and what to do
   */
  Path fetch(String name) throws IOException {
    Path target = models.resolve(name + ".tflite");
    String sha256 = entries.getProperty(name + ".sha256");
    if (Files.exists(target)) {
      if (sha256 != null && !sha256.equals(sha256(target))) {
        throw new IOException(
            target
                + " is not the catalogue's "
                + name
                + " (its SHA-256 differs): delete or rename it");
      }
      return target;
    }
    URI url = url(name, target);
    if (sha256 == null) {
      throw new IOException(
          "no SHA-256 of %s is known, so it is not fetched: put the file at %s yourself (published in %s)"
              .formatted(name, target, url));
    }
    // A killed build leaves this file behind; git ignores it because of its ending.
    Path part = models.resolve("." + name + "." + ProcessHandle.current().pid() + ".tflite");
    try {
      String tried = copyOrDownload(name, url, sha256, part);
      if (!tried.isEmpty()) {
        throw new IOException(
            "the model %s cannot be had:%s%nPut the file with the SHA-256 %s at %s, or name its folder in JKUIPER_MODELS."
                .formatted(name, tried, sha256, target));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }

  /** Fills {@code part}. Returns an empty text, or what was tried in vain. */
  private String copyOrDownload(String name, URI url, String sha256, Path part) throws IOException {
    StringBuilder tried = new StringBuilder();
    for (Path folder : copies) {
      Path copy = folder.resolve(name + ".tflite");
      if (!Files.isRegularFile(copy)) {
        tried.append("%n- there is no %s".formatted(copy));
      } else if (!sha256.equals(sha256(copy))) {
        tried.append("%n- %s has another SHA-256".formatted(copy));
      } else {
        System.out.println(name + ": from " + copy);
        // A stream is copied, since a copy of the file would also have its mode, which may be
        // read-only.
        try (InputStream in = Files.newInputStream(copy)) {
          Files.copy(in, part);
        }
        return "";
      }
    }
    System.out.println(name + ": fetching " + url);
    try {
      download(url, Optional.ofNullable(entries.getProperty(name + ".member")), part);
      if (sha256.equals(sha256(part))) {
        return "";
      }
      tried.append("%n- what %s gives has another SHA-256".formatted(url));
    } catch (IOException e) {
      tried.append("%n- %s: %s".formatted(url, e.getMessage()));
    }
    return tried.toString();
  }

  private static void download(URI url, Optional<String> member, Path file) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpResponse<Path> response;
    try {
      response =
          client
              .sendAsync(
                  HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofFile(file))
              .get(DOWNLOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("not complete after " + DOWNLOAD_TIMEOUT.toMinutes() + " minutes", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (response.statusCode() != 200) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    if (member.isPresent()) {
      extract(file, url.getPath().endsWith(".zip"), member.get());
    }
  }

  /** Replaces the archive by its member. */
  private static void extract(Path file, boolean zip, String member) throws IOException {
    Path archive = Files.move(file, file.resolveSibling(".archive" + file.getFileName()));
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(archive));
        ArchiveInputStream<?> entries =
            zip
                ? new ZipArchiveInputStream(bytes)
                : new TarArchiveInputStream(new GZIPInputStream(bytes))) {
      for (ArchiveEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
        if (Path.of(e.getName()).normalize().equals(Path.of(member))) {
          Files.copy(entries, file);
          return;
        }
      }
      throw new IOException("there is no " + member + " in it");
    } finally {
      Files.delete(archive);
    }
  }

  private URI url(String name, Path target) throws IOException {
    String url = entries.getProperty(name + ".url");
    if (url == null) {
      throw new IOException(
          "there is no model %s in %s that could be fetched, and no %s"
              .formatted(name, models.resolve("catalogue.properties"), target));
    }
    return URI.create(url);
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }
}
