package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostOptions;
import org.jkuiper.host.HostedFunction;
import org.jkuiper.host.PluginFault;
import org.jkuiper.host.ZipWriter;
import org.jkuiper.image.Bombs;
import org.jkuiper.image.Mutation;
import org.jkuiper.image.Picture;
import org.jkuiper.inference.Models;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile pictures through a process of its own that runs as pyai's does: each is
 * labelled or refused in under a second, the good one after it is labelled right, and the memory
 * stays. {@code -Djkuiper.mutations} is how many.
 */
@Timeout(1200)
class HostilePicturesTest {
  private static final int MUTATIONS = Integer.getInteger("jkuiper.mutations", 10_000);
  private static final int BOMB_EVERY = 20;
  private static final int WARM_UP = 200;
  private static final int MOST_MILLIS = 1000;
  private static final long MOST_GROWTH = 64L << 20;

  /** The socket's name is global to the machine. */
  private static final String NAME = "jkhostile" + ProcessHandle.current().pid();

  @TempDir private Path folder;
  private final Random random = new Random(20240711);
  private final List<Double> millis = new ArrayList<>();
  private byte[] good = {};
  private int labelled;
  private long memory;

  /** The plugin: its arguments are its name and what eKuiper adds. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      LabelImage labelImage =
          new LabelImage(new Models(Path.of(""), List.of(LabelImage.TASK)), new Stats());
      Plugin.named(args[0]).function(args[0], () -> labelImage).run(args);
    }
  }

  /** With pyai's own options and malloc but for class path and main class. */
  private Path zip() throws IOException {
    String options =
        Files.readAllLines(Path.of("src/main/zip/plugin.args")).stream()
            .filter(line -> line.startsWith("-X"))
            .collect(Collectors.joining(" "));
    String malloc =
        Files.readAllLines(Path.of("src/main/zip/launcher.sh")).stream()
            .filter(line -> line.startsWith("export MALLOC_"))
            .collect(Collectors.joining("\n"));
    String run =
        "#!/bin/sh\n%s\nexec '%s/bin/java' %s -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -cp '%s' '%s' %s\n"
            .formatted(
                malloc,
                System.getProperty("java.home"),
                options,
                System.getProperty("java.class.path"),
                Main.class.getName(),
                NAME);
    Path model = TinyModel.colours(folder.resolve("colours.tflite"));
    Path zip = folder.resolve(NAME + ".zip");
    new ZipWriter()
        .file(
            NAME + ".json",
            utf8(
                "{\"version\":\"v1\",\"language\":\"go\",\"executable\":\"run\",\"functions\":[\""
                    + NAME
                    + "\"]}"))
        .file("functions/" + NAME + ".json", utf8("{}"))
        .file("models/colours.tflite", Files.readAllBytes(model))
        .executable("run", utf8(run))
        .writeTo(zip);
    return zip;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void eachIsAnsweredQuicklyAndCostsNoMemory() throws Exception {
    good = LabelImageTest.picture(Color.GREEN);
    List<Picture> pictures = Picture.all();
    List<Map.Entry<byte[], String>> bombs = Bombs.all();
    try (Host host = Host.install(zip(), HostOptions.DEFAULT.withLog(line -> {}))) {
      long pid = host.process().orElseThrow().pid();
      HostedFunction function = host.function(NAME);
      for (int i = 0; i < WARM_UP; i++) {
        bomb(function, bombs.get(i % bombs.size()));
      }
      millis.clear();
      long before = resident(pid);
      for (int i = 0; i < MUTATIONS; i++) {
        mutation(function, pictures.get(i % pictures.size()));
        if (i % BOMB_EVERY == 0) {
          bomb(function, bombs.get(i / BOMB_EVERY % bombs.size()));
        }
        memory = Math.max(memory, resident(pid));
      }
      Collections.sort(millis);
      long growth = memory - before;
      System.out.printf(
          "hostile pictures: %d sent, %d of them labelled; ms median %.1f, max %.1f; resident %d MB,"
              + " at most %d MB more%n",
          millis.size(),
          labelled,
          millis.get(millis.size() / 2),
          millis.get(millis.size() - 1),
          before >> 20,
          growth >> 20);
      assertTrue(growth <= MOST_GROWTH, growth + " bytes more resident");
      assertTrue(labelled < MUTATIONS / 2, labelled + " labelled");
    }
  }

  @Test
  void aWindowOfAMillionPicturesIsRefusedAndTheProcessGoesOn() throws Exception {
    good = LabelImageTest.picture(Color.GREEN);
    try (Host host = Host.install(zip(), HostOptions.DEFAULT.withLog(line -> {}))) {
      long pid = host.process().orElseThrow().pid();
      HostedFunction function = host.function(NAME);
      assertGood(function);
      List<String> window = Collections.nCopies(1_000_000, "");
      PluginFault refusal = assertThrows(PluginFault.class, () -> function.exec((Object) window));
      assertEquals("argument 1 is a list of more than 10000 elements", refusal.getMessage());
      assertGood(function);
      assertEquals(pid, host.process().orElseThrow().pid());
    }
  }

  @Test
  void ofAWindowOfHugePicturesOneIsDecodedAtATime() throws Exception {
    good = LabelImageTest.picture(Color.GREEN);
    // 28 bytes of lossless WebP that are 7000 x 7000 black pixels, and 370 MB while they are
    // decoded.
    byte[] huge =
        HexFormat.of().parseHex("5249464614000000574542505650384c080000002f57dbd506888808");
    try (Host host = Host.install(zip(), HostOptions.DEFAULT.withLog(line -> {}))) {
      long pid = host.process().orElseThrow().pid();
      HostedFunction function = host.function(NAME);
      assertGood(function);
      long before = status(pid, "VmRSS");
      assertEquals(4, ((List<?>) function.exec(Collections.nCopies(4, huge))).size());
      long peak = status(pid, "VmHWM") - before;
      assertTrue(peak < 512L << 20, peak + " bytes at the peak");
      assertGood(function);
    }
  }

  private void mutation(HostedFunction function, Picture picture) throws Exception {
    byte[] mutant = Mutation.of(picture.bytes, random);
    long start = System.nanoTime();
    try {
      function.exec((Object) mutant);
      labelled++;
    } catch (PluginFault refusal) {
      assertNamed(refusal, "");
    }
    assertQuick(start);
    assertGood(function);
  }

  private void bomb(HostedFunction function, Map.Entry<byte[], String> bomb) throws Exception {
    long start = System.nanoTime();
    assertNamed(
        assertThrows(PluginFault.class, () -> function.exec((Object) bomb.getKey())),
        bomb.getValue());
    assertQuick(start);
    assertGood(function);
  }

  private static void assertNamed(PluginFault refusal, String word) {
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.matches("(the image|the JPEG|the format|this is) .*"), message);
    assertTrue(message.contains(word), message);
    assertFalse(message.contains("Exception"), message);
  }

  private void assertQuick(long start) {
    double taken = (System.nanoTime() - start) / 1e6;
    millis.add(taken);
    assertTrue(taken < MOST_MILLIS, taken + " ms");
  }

  private void assertGood(HostedFunction function) throws Exception {
    List<?> ranking = (List<?>) function.exec((Object) good);
    assertEquals("green", ((Map<?, ?>) ranking.get(0)).get("label"));
  }

  private static long resident(long pid) throws IOException {
    return status(pid, "VmRSS");
  }

  private static long status(long pid, String key) throws IOException {
    Matcher line =
        Pattern.compile(key + ":\\s+(\\d+) kB")
            .matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    assertTrue(line.find());
    return Long.parseLong(line.group(1)) << 10;
  }
}
