package org.jkuiper.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Brings a model into a folder. A file appears there under its name only if it is whole and the
 * right one. Until then it is {@code .NAME.part}, which no plugin takes for a model, and which the
 * next try goes on with.
 */
final class ModelFetch {
  private final KnownModel model;
  private final Path folder;
  private final Path target;
  private final Path part;
  private final Path extracted;

  ModelFetch(KnownModel model, Path folder) {
    this.model = model;
    this.folder = folder;
    this.target = folder.resolve(model.name() + ".tflite");
    this.part = folder.resolve("." + model.name() + ".part");
    this.extracted = folder.resolve("." + model.name() + ".extracted.part");
  }

  Path target() {
    return target;
  }

  /**
   * Whether the model lies there already.
   *
   * @throws IOException if another file has its name
   */
  boolean isThere() throws IOException {
    if (!Files.exists(target)) {
      return false;
    }
    if (model.sha256().isPresent() && !hasTheRightHash(target)) {
      throw new IOException(
          target
              + " is not the catalogue's "
              + model.name()
              + " (its SHA-256 differs): delete or rename it");
    }
    return true;
  }

  /**
   * Brings it, from a copy near by or else from its URL, and its label file with it if that is in
   * the same archive.
   *
   * @param copies folders that may hold the model already
   * @param labels where to put a label file of the archive
   * @throws IOException if it cannot be had; the message says what was tried and what to do
   */
  void run(List<Path> copies, Path labels, Progress progress) throws IOException {
    URI url = url();
    if (model.sha256().isEmpty()) {
      throw new IOException(
          "no SHA-256 of %s is known, so it is not fetched: put the file at %s yourself (published in %s)"
              .formatted(model.name(), target, url));
    }
    StringBuilder tried = new StringBuilder();
    if (copied(copies, tried, progress)) {
      return;
    }
    try {
      download(url, labels, progress);
    } catch (IOException e) {
      String sentence =
          e instanceof AccessDeniedException ? folder + " cannot be written to" : e.getMessage();
      throw new IOException(
          "the model %s cannot be had: %s%nElse put the file with the SHA-256 %s at %s, or name its folder in JKUIPER_MODELS."
              .formatted(
                  model.name(),
                  tried.isEmpty() ? sentence : tried + "%n- ".formatted() + sentence,
                  model.sha256().get(),
                  target),
          e);
    }
  }

  private boolean copied(List<Path> copies, StringBuilder tried, Progress progress)
      throws IOException {
    for (Path copy : copies.stream().map(c -> c.resolve(target.getFileName())).toList()) {
      if (!Files.isRegularFile(copy)) {
        tried.append("%n- there is no %s".formatted(copy));
      } else if (!hasTheRightHash(copy)) {
        tried.append("%n- %s has another SHA-256".formatted(copy));
      } else {
        progress.begin(copy.toString());
        // A copy of the file would also have its mode, which may be read-only.
        try (InputStream in = Files.newInputStream(copy)) {
          Files.copy(in, extracted, StandardCopyOption.REPLACE_EXISTING);
          Files.move(extracted, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(extracted);
          progress.end();
        }
        return true;
      }
    }
    return false;
  }

  private void download(URI url, Path labels, Progress progress) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (!lock.isValid()) {
        throw new IOException(part + " cannot be locked");
      }
      try {
        Download.fetch(url, part, channel, progress);
      } catch (IOException e) {
        if (channel.size() == 0) {
          Files.deleteIfExists(part);
        }
        throw e;
      }
      try {
        take(url, labels);
      } finally {
        // Whatever it was: if it is of no use, the next try must not go on with it.
        Files.deleteIfExists(part);
        Files.deleteIfExists(extracted);
      }
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // By another thread of this JVM: the same.
    }
    if (lock == null) {
      throw new IOException("another one is fetching it into " + folder + " just now");
    }
    return lock;
  }

  /** Makes the model of what came. */
  private void take(URI url, Path labels) throws IOException {
    Path found = part;
    if (model.member().isPresent()) {
      found = extracted;
      extract(url, model.member().get(), found);
    }
    if (!hasTheRightHash(found)) {
      throw new IOException(
          "what "
              + url
              + " gives has another SHA-256 than the catalogue states, so it is thrown away: it was"
              + " changed there, or on its way; try once more, or see whether a newer jkuiper knows"
              + " the new one");
    }
    if (model.labelMember().isPresent() && !Files.exists(labels)) {
      Path taken = folder.resolve("." + model.name() + ".labels.part");
      try {
        extract(url, model.labelMember().get(), taken);
        Files.move(taken, labels, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(taken);
      }
    }
    Files.move(found, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void extract(URI url, String member, Path to) throws IOException {
    try {
      Archive.extract(part, member, to);
    } catch (IOException e) {
      throw new IOException(
          "the archive that %s gives is of no use, so it is thrown away: %s"
              .formatted(url, e.getMessage()),
          e);
    }
  }

  private URI url() throws IOException {
    Optional<URI> url = model.url();
    if (url.isEmpty()) {
      throw new IOException(
          "%s is published nowhere by itself: it lies in pyai.zip, as models/%s, and in jkuiper's project"
              .formatted(model.name(), target.getFileName()));
    }
    return url.get();
  }

  private boolean hasTheRightHash(Path file) throws IOException {
    return model.sha256().equals(Optional.of(sha256(file)));
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
