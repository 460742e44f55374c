package org.jkuiper.label;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.Loader;

/**
 * The native libraries of {@code pyai}. The zip holds them as they are published: a jar for each
 * kind of machine. If the zip held them unpacked, those for other machines would cost eKuiper half
 * of the time that it needs to unpack the zip.
 */
final class Natives {
  private static final Path FOLDER = Path.of("natives");
  private static final String[] LIBRARIES = {"jnijavacpp", "jnileptonica", "jnitensorflowlite"};

  private Natives() {}

  /**
   * Puts this machine's libraries into {@code natives/}, removes the jars, and prints the feature
   * version of this Java. {@code install.sh} runs this in the plugin's folder.
   *
   * @param args the kind of machine as JavaCPP calls it, such as {@code linux-x86_64}
   */
  public static void main(String[] args) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(FOLDER, "*.jar")) {
      for (Path jar : jars) {
        if (jar.toString().endsWith(args[0] + ".jar")) {
          unpack(jar, "/" + args[0] + "/");
        }
      }
    }
    // Not before all is there: after a failure, the next install takes up the folder as it is.
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(FOLDER, "*.jar")) {
      for (Path jar : jars) {
        Files.delete(jar);
      }
    }
    System.out.println(Runtime.version().feature());
  }

  private static void unpack(Path jar, String folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        int at = entry.getName().indexOf(folder);
        String name = at < 0 ? "" : entry.getName().substring(at + folder.length());
        if (isOurs(name)) {
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }

  /**
   * Whether the file is needed. Leptonica's jar also has headers, static libraries and an OpenMP
   * that it does not use.
   */
  private static boolean isOurs(String name) {
    return name.startsWith("libjni") ? name.endsWith(".so") : name.startsWith("libleptonica.so.");
  }

  /**
   * Loads the libraries from the files. This needs no cache folder. JavaCPP's own search for them,
   * by annotations, takes longer than the rest of our start.
   */
  static void load() {
    if (!Loader.isLoadLibraries()) {
      for (String library : LIBRARIES) {
        System.loadLibrary(library);
      }
    }
  }
}
