package org.jkuiper.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImageInfoFunctionTest {
  private static final ImageInfoFunction IMAGE_INFO =
      new ImageInfoFunction(() -> ImageLimits.DEFAULT);

  private static final String CAT =
      "{\"format\":\"JPEG\",\"width\":451,\"height\":300,\"orientation\":1,\"bytes\":34306}";

  private static byte[] cat() throws Exception {
    return Files.readAllBytes(Path.of("samples/cat.jpg"));
  }

  private static Object info(Object argument) throws Exception {
    return IMAGE_INFO.exec(Calls.arguments(argument), new Calls.Place());
  }

  @Test
  void aPictureIsToldAboutWithoutWhatItDoesNotState() throws Exception {
    assertEquals(CAT, Json.text(info(cat())));
  }

  @Test
  void aWindowIsAListInWhichWhatIsNoPictureHasItsError() throws Exception {
    List<?> infos = (List<?>) info(Arrays.asList(cat(), null, cat()));
    assertEquals(3, infos.size());
    assertEquals(CAT, Json.text(infos.get(0)));
    assertEquals(Map.of("error", "element 2 of argument 1 must be binary, got null"), infos.get(1));
    assertEquals(CAT, Json.text(infos.get(2)));
  }

  @Test
  void aMissingPictureHasNoAnswerAndAnEmptyWindowAnEmptyOne() throws Exception {
    assertNull(info(null));
    Calls.Place place = new Calls.Place();
    assertEquals(List.of(), IMAGE_INFO.exec(Calls.arguments(List.of()), place));
    assertEquals(List.of(), IMAGE_INFO.exec(Calls.arguments((Object) null), place));
  }

  @Test
  void whatIsNoPictureIsNamed() {
    assertEquals(
        "the image is empty (0 bytes)",
        assertThrows(IllegalArgumentException.class, () -> info(new byte[0])).getMessage());
    assertEquals(
        "imageInfo takes one argument, the image, but got 2",
        assertThrows(IllegalArgumentException.class, () -> IMAGE_INFO.validate(2)).getMessage());
  }

  @Test
  void aDataUriIsTakenAsWell() throws Exception {
    String uri = "data:image/jpeg;base64," + java.util.Base64.getEncoder().encodeToString(cat());
    assertEquals(CAT, Json.text(info(uri)));
    assertEquals(CAT, Json.text(info(uri.getBytes(StandardCharsets.US_ASCII))));
  }
}
