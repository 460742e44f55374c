package org.jkuiper.picture;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageInfo;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.FunctionContext;

/**
 * {@code imageInfo(image)} returns what a picture says about itself: {@code
 * {"format":"JPEG","width":4032,"height":3024,"orientation":6,"bytes":2481903}}, and its {@code
 * time} and {@code place} if its EXIF has them. See {@link ImageInfo}.
 */
public final class ImageInfoFunction extends PictureFunction {
  private final Supplier<ImageLimits> limits;

  /**
   * @param limits what a picture may cost, asked for at each one
   */
  public ImageInfoFunction(Supplier<ImageLimits> limits) {
    this.limits = limits;
  }

  @Override
  public void validate(int arguments) {
    if (arguments != 1) {
      throw new IllegalArgumentException(
          "imageInfo takes one argument, the image, but got " + arguments);
    }
  }

  @Override
  protected Object answer(ByteBuffer picture, Arguments arguments, FunctionContext context)
      throws ImageException {
    ImageInfo info = LoosePicture.read(picture, bytes -> ImageInfo.of(bytes, limits.get()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("format", info.format());
    answer.put("width", info.width());
    answer.put("height", info.height());
    answer.put("orientation", info.orientation());
    answer.put("bytes", info.bytes());
    info.time().ifPresent(time -> answer.put("time", time));
    info.place().ifPresent(place -> answer.put("place", place));
    return answer;
  }
}
