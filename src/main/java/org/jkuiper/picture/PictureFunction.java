package org.jkuiper.picture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jkuiper.image.ImageException;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jspecify.annotations.Nullable;

/**
 * A function whose first argument is a picture, or the pictures of a window, as {@code
 * collect(self)} passes them.
 *
 * <p>For null it returns null and reports no error: the message lacks the field. In a rule over
 * windows it returns an empty list instead, since eKuiper sends an empty window as null too.
 */
public abstract class PictureFunction implements Function {
  /**
   * What the function says of one picture.
   *
   * @param picture the rest of a heap buffer
   * @param arguments those of the call; the first one is not to be read again
   * @throws ImageException if the picture can't be used; the message says why
   */
  protected abstract Object answer(ByteBuffer picture, Arguments arguments, FunctionContext context)
      throws Exception;

  /** Is told of each argument that should be a picture and is no binary data. */
  protected void notBinary() {}

  private ByteBuffer picture(Arguments arguments, int index) {
    try {
      return arguments.buffer(index);
    } catch (IllegalArgumentException e) {
      notBinary();
      throw e;
    }
  }

  /**
   * Answers for a picture, or for each picture of a window.
   *
   * @return what {@link #answer} gives; for a list of pictures, a list of that, in which an object
   *     with the {@code error} stands for what is no picture; for null, what the class says
   * @throws IllegalArgumentException if an argument is wrong; the message says why
   */
  @Override
  public synchronized @Nullable Object exec(Arguments arguments, FunctionContext context)
      throws Exception {
    validate(arguments.size());
    if (arguments.isList(0)) {
      context.state(AtomicBoolean::new).set(true);
      return window(arguments, context);
    }
    if (arguments.isNull(0)) {
      boolean overWindows = context.state(AtomicBoolean::new).get();
      return overWindows ? List.of() : null;
    }
    try {
      return answer(picture(arguments, 0), arguments, context);
    } catch (ImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private List<Object> window(Arguments arguments, FunctionContext context) throws Exception {
    Arguments pictures = arguments.elements(0);
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      try {
        answers.add(answer(picture(pictures, i), arguments, context));
      } catch (ImageException | IllegalArgumentException e) {
        // One such element must not cost the whole window.
        answers.add(Map.of("error", String.valueOf(e.getMessage())));
      }
    }
    return answers;
  }
}
