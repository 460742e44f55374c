package org.jkuiper.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jkuiper.protocol.Descriptor;

/**
 * Puts a plugin on disk as eKuiper does: {@code install} in {@code internal/plugin/portable} and
 * {@code UnzipTo} in {@code pkg/filex}, step by step, so that what fails there fails here.
 *
 * @param folder the plugin's own
 * @param executable absolute
 */
record Installation(Descriptor descriptor, Path folder, Path executable) {
  /** As usual for a service, and what eKuiper's images have. */
  private static final int UMASK = 0022;

  private static final int SHOWN_CHARACTERS = 2_000;

  /**
   * @param ekuiper the folder that stands for eKuiper's: {@code plugins/portable}, {@code etc} and
   *     {@code data} are made in it
   */
  static Installation of(PluginZip zip, Path ekuiper) throws IOException, InterruptedException {
    Descriptor descriptor = zip.descriptor();
    Path folder = ekuiper.resolve("plugins/portable").resolve(zip.name());
    Files.createDirectories(folder);
    Set<String> installed = new HashSet<>();
    long left = PluginZip.MAX_BYTES;
    for (ZipItem item : zip.items()) {
      List<Path> targets =
          item.isShared()
              ? List.of(ekuiper.resolve("etc"), ekuiper.resolve("data"))
              : List.of(folder);
      for (Path target : targets) {
        left -= unzip(zip, item, target, left);
      }
      if (!item.isDirectory()) {
        installed.add(item.path().toString());
      }
    }
    require(installed, descriptor.executable());
    for (String source : descriptor.sources()) {
      require(installed, "sources/" + source + ".yaml");
    }
    Path executable = folder.resolve(descriptor.executable()).normalize();
    requireNotNoexec(executable, ekuiper);
    if (installed.contains("install.sh")) {
      runInstallScript(folder, ekuiper);
    }
    return new Installation(descriptor, folder, executable);
  }

  private static void require(Set<String> installed, String file) throws HostException {
    if (!installed.contains(file)) {
      throw new HostException("missing " + file + ": the descriptor needs it in the zip");
    }
  }

  /** The kernel takes nobody for executable there, whatever its mode. */
  private static void requireNotNoexec(Path executable, Path ekuiper) throws IOException {
    boolean mayRun =
        Files.getPosixFilePermissions(executable).contains(PosixFilePermission.OWNER_EXECUTE);
    if (mayRun && !Files.isExecutable(executable)) {
      throw new HostException(
          "nothing can be executed in "
              + ekuiper.getParent()
              + ", its file system is mounted noexec: unpack the plugin elsewhere, by --work DIR or"
              + " TMPDIR");
    }
  }

  /** Unpacks one entry and returns how many bytes it was. */
  private static long unzip(PluginZip zip, ZipItem item, Path folder, long left)
      throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve(item.path());
    if (item.isDirectory()) {
      makeDirectory(target);
      return 0;
    }
    Path parent = target.getParent();
    if (parent != null && !parent.equals(folder)) {
      makeDirectory(parent);
    }
    Files.deleteIfExists(target);
    OpenOption[] fresh = {
      StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS
    };
    long size = 0;
    try (InputStream in = zip.file().getInputStream(item.entry());
        var out = Files.newOutputStream(target, fresh)) {
      byte[] buffer = new byte[1 << 16];
      for (int read; (read = in.read(buffer)) >= 0; ) {
        size += read;
        if (size > left) {
          throw new HostException(
              zip.path() + " unpacks to more than " + PluginZip.MAX_BYTES + " bytes");
        }
        out.write(buffer, 0, read);
      }
    }
    Files.setPosixFilePermissions(target, permissions(item.mode() & ~UMASK));
    return size;
  }

  /** One level, as Go's {@code Mkdir}: hence the rule that a zip needs an entry a directory. */
  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new HostException(directory + " is a file and a directory in the zip", e);
      }
    } catch (NoSuchFileException e) {
      throw new HostException(
          "mkdirat "
              + directory
              + ": no such file or directory (the zip has no entry for the directory above it)",
          e);
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // OWNER_READ (0400) comes first
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  private static void runInstallScript(Path folder, Path ekuiper)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(ekuiper, "install", ".out");
    Path err = Files.createTempFile(ekuiper, "install", ".err");
    try {
      Process script =
          new ProcessBuilder("/bin/sh", folder.resolve("install.sh").toString())
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int status;
      try {
        status = script.waitFor();
      } finally {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
      }
      if (status != 0) {
        throw new HostException(
            "install.sh: err:exit status %d stdout:%s stderr:%s"
                .formatted(status, shown(out), shown(err)));
      }
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String shown(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(SHOWN_CHARACTERS), StandardCharsets.UTF_8).strip();
    }
  }
}
