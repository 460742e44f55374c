package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.Allocation;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;

/**
 * Runs a {@link Model} on one picture after another.
 *
 * <pre>{@code
 * try (Model model = Model.load(file);
 *     Classifier classifier = new Classifier(model, 2)) {
 *   classifier.pixels().put(0, rgb);
 *   float[] probabilities = classifier.classify();
 * }
 * }</pre>
 *
 * <p>Not thread-safe; several classifiers may share a model, one per thread.
 */
public final class Classifier implements AutoCloseable {

  private static final int OK = 0;

  private final Model model;
  private final FlatBufferModel handle;
  private final BuiltinOpResolver operators;
  private final Interpreter interpreter;
  private final ByteBuffer input;
  private final ByteBuffer output;
  private final ByteBuffer pixels;
  private final boolean direct;
  private final Activation activation;
  private boolean closed;

  /**
   * Builds the interpreter and its memory, which takes milliseconds and some megabytes.
   *
   * @param threads how many threads one inference uses; at least 1
   * @throws ModelException if TFLite refuses the model, for example because it does not know an
   *     operator
   */
  public Classifier(Model model, int threads) throws ModelException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.model = model;
    this.handle = model.retain();
    // The plain resolver brings XNNPACK's delegate. Through the C API, inference takes sixteen
    // times as long.
    this.operators = new BuiltinOpResolver();
    this.interpreter = new Interpreter((Pointer) null);
    try {
      try (InterpreterBuilder builder = new InterpreterBuilder(handle, operators)) {
        builder.SetNumThreads(threads);
        if (builder.apply(interpreter) != OK
            || interpreter.isNull()
            || interpreter.AllocateTensors() != OK) {
          throw new ModelException("the model " + model + " cannot be used: " + refusal());
        }
      }
      this.input = memory(interpreter.input_tensor(0), model.graph().input(), "input");
      this.output =
          memory(
              interpreter.output_tensor(model.graph().outputIndex()),
              model.graph().output(),
              "output");
      this.direct = model.encoding().isIdentity();
      this.pixels =
          direct ? input : ByteBuffer.allocateDirect(3 * model.inputWidth() * model.inputHeight());
      this.activation =
          model.activation().isPresent()
              ? model.activation().get()
              : ActivationTrial.of(pixels, this::run);
    } catch (ModelException | RuntimeException e) {
      free();
      throw e;
    }
  }

  private String refusal() {
    Allocation allocation = handle.allocation();
    try (BytePointer base = new BytePointer(allocation.base())) {
      ByteBuffer bytes = base.capacity(allocation.bytes()).asByteBuffer();
      return UnsupportedOperators.reason(FlatTable.root(bytes), operators);
    }
  }

  /**
   * Returns a tensor's memory. Its size must be that of the shape in the file, since all our
   * arithmetic rests on that shape.
   */
  private ByteBuffer memory(TfLiteTensor tensor, Tensor stated, String role) throws ModelException {
    long bytes = stated.type().bytes;
    for (int side : stated.shape()) {
      bytes *= side;
    }
    BytePointer memory = tensor.data().raw();
    if (memory == null || memory.isNull() || tensor.bytes() != bytes) {
      throw new ModelException(
          "the model "
              + model
              + " cannot be used: its "
              + role
              + " is not of the size that its shape states");
    }
    return memory.capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * The picture to classify: direct memory of 3 * width * height bytes, rows from the top, each
   * pixel red, green, blue (0 to 255). The same buffer on each call, valid until {@link #close()};
   * its bytes are kept between calls of {@link #classify()}. If the model takes bytes as they are,
   * it is the input tensor itself.
   */
  public ByteBuffer pixels() {
    return pixels;
  }

  /**
   * Classifies the picture in {@link #pixels()}.
   *
   * @return a probability (0 to 1) for each class, in the model's order; they sum to about 1. For a
   *     model that ends in LOGISTIC, each stands for itself. A new array each time.
   * @throws ModelException if inference fails or gives a score that is not a number
   */
  public float[] classify() throws ModelException {
    if (closed) {
      throw new IllegalStateException("the classifier is closed");
    }
    float[] scores = run();
    activation.apply(scores);
    for (float score : scores) {
      if (Float.isNaN(score)) {
        throw new ModelException("the model " + model + " gave a score that is not a number");
      }
    }
    return scores;
  }

  private float[] run() throws ModelException {
    if (!direct) {
      model.encoding().encode(pixels, input);
    }
    if (interpreter.Invoke() != OK) {
      throw new ModelException("the model " + model + " failed on this picture");
    }
    return scores();
  }

  private float[] scores() {
    float[] scores = new float[model.classes()];
    Tensor tensor = model.graph().output();
    switch (tensor.type()) {
      case FLOAT32 -> FloatBuffer.wrap(scores).put(output.asFloatBuffer());
      case UINT8 -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = tensor.real(output.get(i) & 0xff);
        }
      }
      case INT8 -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = tensor.real(output.get(i));
        }
      }
    }
    return scores;
  }

  private void free() {
    interpreter.close();
    operators.close();
    handle.releaseReference();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      free();
    }
  }
}
