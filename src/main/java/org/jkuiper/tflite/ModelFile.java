package org.jkuiper.tflite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorflowlite.FlatBufferModel;

/** Opens a model's file for TFLite. */
final class ModelFile {

  /** The identifier that TFLite writes behind the root offset of each model. */
  private static final int IDENTIFIER = 'T' | 'F' << 8 | 'L' << 16 | '3' << 24;

  /**
   * FlatBuffers end at 2 GiB. A file of more than half of that is no classifier for an edge box.
   */
  private static final long MAX_BYTES = 1L << 30;

  private ModelFile() {}

  /**
   * Maps a model file.
   *
   * @return the model; give it back by {@link FlatBufferModel#releaseReference()}
   * @throws ModelException if {@code file} is no regular file, cannot be read, is damaged, or is
   *     not a TFLite model
   */
  static FlatBufferModel open(Path file) throws ModelException {
    require(file);
    return map(file);
  }

  private static void require(Path file) throws ModelException {
    if (!Files.exists(file)) {
      throw new ModelException("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelException("it is not a regular file");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer head = ByteBuffer.allocate(8);
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      if (head.hasRemaining() || Integer.reverseBytes(head.getInt(4)) != IDENTIFIER) {
        throw new ModelException("it is not a TFLite model (no TFL3 at byte 4)");
      }
      if (channel.size() > MAX_BYTES) {
        throw new ModelException("it is larger than " + MAX_BYTES + " bytes");
      }
    } catch (IOException e) {
      throw new ModelException("it cannot be read: " + e.getMessage(), e);
    }
  }

  /** Maps the file and lets TFLite's own verifier look at every offset in it. */
  private static FlatBufferModel map(Path file) throws ModelException {
    try (BytePointer name = new BytePointer(ByteBuffer.wrap(nativeName(file)))) {
      FlatBufferModel handle = FlatBufferModel.VerifyAndBuildFromFile(name);
      if (handle == null || handle.isNull()) {
        throw new ModelException("it is damaged or truncated (its FlatBuffer does not verify)");
      }
      handle.retainReference();
      return handle;
    }
  }

  /**
   * The bytes of a file's name with a zero behind them. A name that the locale's encoding cannot
   * express (Docker's default is POSIX) is lost in a String, but the path's URI keeps it byte by
   * byte.
   */
  private static byte[] nativeName(Path file) {
    String raw = file.toUri().getRawPath();
    ByteArrayOutputStream name = new ByteArrayOutputStream(raw.length() + 1);
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        name.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        name.write(raw.charAt(i));
      }
    }
    name.write(0);
    return name.toByteArray();
  }
}
