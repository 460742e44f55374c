package org.jkuiper.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.protocol.FunctionCall.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, Functions: what eKuiper asks a function, and what it takes for an answer. */
@Timeout(60)
class FunctionCallTest {
  /** As eKuiper's encodeCtx writes it. */
  private static final String CONTEXT =
      "\"{\\\"ruleId\\\":\\\"r1\\\",\\\"opId\\\":\\\"op_2_project\\\",\\\"instanceId\\\":0,"
          + "\\\"funcId\\\":3}\"";

  private static FunctionCall parse(String json) throws MalformedMessageException {
    return FunctionCall.parse(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Arguments exec(String... arguments) throws MalformedMessageException {
    String all = arguments.length == 0 ? "" : String.join(",", arguments) + ",";
    return parse("{\"func\":\"Exec\",\"arg\":[" + all + CONTEXT + "]}").arguments();
  }

  private static String refusal(Executable read) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, read).getMessage());
  }

  @Test
  void theLastArgumentOfExecIsTheContext() throws Exception {
    FunctionCall call = parse("{\"func\":\"Exec\",\"arg\":[\"a\",1," + CONTEXT + "]}");
    assertEquals(Kind.EXEC, call.kind());
    assertEquals(new Meta("r1", "op_2_project", 0), call.meta());
    assertEquals(3, call.funcId());
    assertEquals(2, call.arguments().size());
    assertEquals("a", call.arguments().string(0));
    assertEquals(1, call.arguments().intValue(1));
    assertEquals("argument 3 is missing: the call has 2", refusal(() -> call.arguments().get(2)));
  }

  @Test
  void whatIsWrittenReadsTheSame() throws Exception {
    byte[] json =
        FunctionCall.exec(
            new Meta("r1", "op_2", 1), 3, Arrays.asList(new byte[] {1, 2}, "<ü>", null));
    FunctionCall call = FunctionCall.parse(ByteBuffer.wrap(json));
    assertEquals(new Meta("r1", "op_2", 1), call.meta());
    assertEquals(3, call.funcId());
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), call.arguments().buffer(0));
    assertEquals("<ü>", call.arguments().string(1));
    assertTrue(call.arguments().isNull(2));
    assertEquals(3, call.arguments().size());
    assertEquals(
        Kind.IS_AGGREGATE,
        FunctionCall.parse(ByteBuffer.wrap(FunctionCall.request(Kind.IS_AGGREGATE, null))).kind());
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    FunctionReply.of(List.of(1L)).writeTo(reply);
    assertEquals(FunctionReply.of(List.of(1L)), FunctionReply.parse(reply.toByteArray()));
  }

  @Test
  void isAggregateHasNoArgumentsAndValidateAsManyAsTheSql() throws Exception {
    assertEquals(Kind.IS_AGGREGATE, parse("{\"func\":\"IsAggregate\",\"arg\":null}").kind());
    FunctionCall validate =
        parse("{\"func\":\"Validate\",\"arg\":[{\"StreamName\":\"s\",\"Name\":\"a\"},{}]}");
    assertEquals(Kind.VALIDATE, validate.kind());
    assertEquals(2, validate.arguments().size());
    assertEquals(Meta.NONE, validate.meta());
  }

  @Test
  void theOrderOfTheKeysAndSpaceDoNotMatter() throws Exception {
    FunctionCall call = parse(" { \"arg\" : [ 1 , " + CONTEXT + " ] ,\n\"func\" : \"Exec\" } ");
    assertEquals(1L, call.arguments().get(0));
  }

  @Test
  void everyTypeOfArgumentIsRead() throws Exception {
    Arguments arguments =
        exec("null", "true", "0.5", "9007199254740993", "\"\\u00e9\\\"\"", "[1,[2]]", "{\"a\":{}}");
    assertTrue(arguments.isNull(0));
    assertTrue(arguments.booleanValue(1));
    assertEquals(0.5, arguments.doubleValue(2));
    assertEquals(9007199254740993L, arguments.longValue(3));
    assertEquals("é\"", arguments.string(4));
    assertEquals(List.of(1L, List.of(2L)), arguments.list(5));
    assertEquals(Map.of("a", Map.of()), arguments.map(6));
    assertEquals("argument 2 must be a string, got true", refusal(() -> arguments.string(1)));
    assertEquals(
        "argument 1 must be a whole number, got null", refusal(() -> arguments.intValue(0)));
  }

  @Test
  void binaryIsDecodedFromTheRequest() throws Exception {
    byte[] picture = new byte[3 << 20];
    new Random(1).nextBytes(picture);
    String base64 = '"' + Base64.getEncoder().encodeToString(picture) + '"';
    assertArrayEquals(picture, exec(base64).bytes(0));
    for (int length = 0; length < 5; length++) { // every padding
      byte[] few = new byte[length];
      assertArrayEquals(few, exec('"' + Base64.getEncoder().encodeToString(few) + '"').bytes(0));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"*\"",
        "\"AQ=I\"",
        "\"A===\"",
        "\"AQID=\"",
        "\"AQ\\u002aD\"",
        "\"data:image/jpeg,AQID\"",
        "\"data:AQID\""
      })
  void whatIsNoBase64IsRefusedByName(String text) throws Exception {
    Arguments arguments = exec(text);
    assertEquals(
        "argument 1 must be binary, got a text that is not base64",
        refusal(() -> arguments.bytes(0)));
    assertEquals(refusal(() -> arguments.bytes(0)), refusal(() -> arguments.buffer(0)));
  }

  /** The tests of {@link org.jkuiper.text.LooseBase64} have more of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"AQI\"",
        "\"A Q I \"",
        "\"AQ\\r\\nI=\\n\"",
        "\"\\u0041QI\\u003d\"",
        "\"data:image\\/jpeg;base64,AQI=\""
      })
  void base64AsOthersWriteItIsBinaryToo(String text) throws Exception {
    Arguments arguments = exec(text);
    Object asText = arguments.get(0);
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), arguments.buffer(0));
    assertArrayEquals(new byte[] {1, 2}, arguments.bytes(0));
    assertEquals(asText, arguments.get(0));
  }

  @Test
  void aBufferTakesNothingFromTheOtherAccessors() throws Exception {
    // In place; not padded; bits that belong to no byte.
    for (String text :
        new String[] {"", "AQ==", "AQIDBAUGBwgJ", "AQI", "AR==", "AQIDBAUGBwgJCh=="}) {
      byte[] expected = Base64.getDecoder().decode(text);
      Arguments arguments = exec('"' + text + '"', "\"next\"");
      for (int i = 0; i < 2; i++) {
        ByteBuffer buffer = arguments.buffer(0);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        assertArrayEquals(expected, bytes, text);
        assertArrayEquals(expected, arguments.bytes(0), text);
        assertEquals(text, arguments.get(0));
        assertFalse(arguments.isList(0));
        assertEquals("argument 1 must be a list, got a text", refusal(() -> arguments.elements(0)));
      }
      assertEquals("next", arguments.string(1));
    }
  }

  @Test
  void aTextThatIsNoBase64StaysAsItWas() throws Exception {
    String text = "AQIDBAUGBwgJCgsM".repeat(3) + "no, it is none!!";
    Arguments arguments = exec('"' + text + '"');
    assertEquals(
        "argument 1 must be binary, got a text that is not base64",
        refusal(() -> arguments.buffer(0)));
    assertEquals(text, arguments.string(0));
  }

  @Test
  void aBufferIsOfTheRequestsOwnArray() throws Exception {
    byte[] json =
        ("{\"func\":\"Exec\",\"arg\":[\"AQID\"," + CONTEXT + "]}").getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = FunctionCall.parse(ByteBuffer.wrap(json)).arguments().buffer(0);
    assertSame(json, buffer.array());
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), buffer);
    assertEquals(3, buffer.capacity());
  }

  @Test
  void anotherTypeInPlaceOfBinaryIsNamed() throws Exception {
    Arguments arguments = exec("null", "1", "{}", "[]", "false");
    String[] types = {"null", "a number", "an object", "a list", "true or false"};
    for (int i = 0; i < types.length; i++) {
      int index = i;
      assertEquals(
          "argument " + (i + 1) + " must be binary, got " + types[i],
          refusal(() -> arguments.bytes(index)));
      assertEquals(refusal(() -> arguments.bytes(index)), refusal(() -> arguments.buffer(index)));
    }
  }

  @Test
  void theElementsOfAListAreReadAsArgumentsAre() throws Exception {
    Arguments arguments = exec("[ \"AQ==\" , \"\", \"AQID\",\"no!\",null,7,{\"a\":1},[\"AQ==\"] ]");
    Object whole = arguments.get(0);
    Arguments all = arguments.elements(0);
    assertEquals(8, all.size());
    for (int i = 0; i < 2; i++) {
      assertEquals(ByteBuffer.wrap(new byte[] {1}), all.buffer(0));
      assertArrayEquals(new byte[0], all.bytes(1));
      assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), all.buffer(2));
      assertEquals(
          "element 4 of argument 1 must be binary, got a text that is not base64",
          refusal(() -> all.buffer(3)));
      assertTrue(all.isNull(4));
      assertEquals(
          "element 5 of argument 1 must be binary, got null", refusal(() -> all.buffer(4)));
      assertEquals("element 6 of argument 1 must be a string, got 7", refusal(() -> all.string(5)));
      assertEquals(Map.of("a", 1L), all.map(6));
      assertEquals(ByteBuffer.wrap(new byte[] {1}), all.elements(7).buffer(0));
      assertEquals("element 1 of element 8 of argument 1", all.elements(7).name(0));
      assertEquals("element 9 of argument 1 is missing: it has 8", refusal(() -> all.isNull(8)));
      assertEquals(whole, arguments.get(0));
    }
  }

  @Test
  void elementsAreDecodedInTheRequestsOwnArray() throws Exception {
    byte[] json =
        ("{\"func\":\"Exec\",\"arg\":[[\"AQID\",\"BAUG\"]," + CONTEXT + "]}")
            .getBytes(StandardCharsets.UTF_8);
    Arguments elements = FunctionCall.parse(ByteBuffer.wrap(json)).arguments().elements(0);
    assertSame(json, elements.buffer(1).array());
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), elements.buffer(0));
    assertEquals(ByteBuffer.wrap(new byte[] {4, 5, 6}), elements.buffer(1));
  }

  /** Go's empty slice is null in JSON: so eKuiper sends the {@code collect} of an empty window. */
  @Test
  void nullIsAListWithoutElements() throws Exception {
    Arguments arguments = exec("null", "[]");
    for (int i = 0; i < 2; i++) {
      assertEquals(0, arguments.elements(i).size());
      assertEquals(List.of(), arguments.list(i));
      assertEquals(List.of(), arguments.listOf(i, Meta.class));
    }
    assertTrue(arguments.isNull(0));
    assertFalse(arguments.isNull(1));
    assertFalse(arguments.isList(0));
    assertEquals("argument 1 is missing: the call has 0", refusal(() -> exec().elements(0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "handshake",
        "{}",
        "[]",
        "{\"func\":\"Exec\"}",
        "{\"arg\":[]}",
        "{\"func\":\"Exec\",\"arg\":[]}",
        "{\"func\":\"Exec\",\"arg\":null}",
        "{\"func\":\"Exec\",\"arg\":[1]}",
        "{\"func\":\"Exec\",\"arg\":[\"no context\"]}",
        "{\"func\":\"Exec\",\"arg\":[\"[]\"]}",
        "{\"func\":\"Destroy\",\"arg\":[]}",
        "{\"func\":7,\"arg\":[]}",
        "{\"func\":\"Validate\",\"arg\":[}",
        "{\"func\":\"Validate\",\"arg\":[1,]}",
        "{\"func\":\"Validate\",\"arg\":[\"a]}",
        "{\"func\":\"Validate\",\"arg\":[]",
        "{\"func\":\"Validate\",\"arg\":[]}}",
        "{\"func\":\"Validate\",\"func\":\"Exec\",\"arg\":[]}",
        "{\"func\":\"Validate\",\"arg\":[],\"arg\":[]}",
        "{\"func\":\"Validate\",\"arg\":[],\"more\":1}"
      })
  void whatIsNoCallIsRefused(String json) {
    MalformedMessageException refusal =
        assertThrows(MalformedMessageException.class, () -> parse(json));
    assertFalse(String.valueOf(refusal.getMessage()).isBlank());
  }

  @Test
  void anArgumentThatIsNoJsonFailsWhenItIsRead() throws Exception {
    Arguments arguments = exec("nul", "\"good\"", "[1 2]");
    assertEquals("good", arguments.string(1));
    assertTrue(refusal(() -> arguments.get(0)).startsWith("argument 1 is not JSON: "));
    assertTrue(refusal(() -> arguments.get(2)).startsWith("argument 3 is not JSON: "));
  }

  @Test
  void aDepthOf10000IsPassedOverAndRefusedWhenItIsRead() throws Exception {
    Arguments arguments = exec("[".repeat(10_000) + "]".repeat(10_000), "2");
    assertEquals(2, arguments.intValue(1));
    assertTrue(refusal(() -> arguments.get(0)).startsWith("argument 1 is not JSON: "));
  }

  @Test
  void aNumberOf100MegabytesIsRefusedWhenItIsRead() throws Exception {
    Arguments arguments = exec("7".repeat(100 << 20));
    assertTrue(refusal(() -> arguments.get(0)).startsWith("argument 1 is not JSON: "));
  }

  @Test
  void aListOfMoreElementsThanAnyWindowHasIsRefused() throws Exception {
    assertEquals(10_000, exec("[" + "\"\",".repeat(9_999) + "\"\"]").elements(0).size());
    Arguments million = exec("[" + "\"\",".repeat(1_000_000) + "\"\"]");
    assertEquals(
        "argument 1 is a list of more than 10000 elements", refusal(() -> million.elements(0)));
  }

  @Test
  void argumentsMayBeMany() throws Exception {
    String[] many = new String[10_000];
    Arrays.fill(many, "{\"a\":[\"]\",\"\\\"\"]}");
    Arguments arguments = exec(many);
    assertEquals(10_000, arguments.size());
    assertEquals(Map.of("a", List.of("]", "\"")), arguments.map(9_999));
  }

  @Test
  void aCallIsReadFromTheMiddleOfABuffer() throws Exception {
    byte[] json =
        ("xx{\"func\":\"Exec\",\"arg\":[5," + CONTEXT + "]}yy").getBytes(StandardCharsets.UTF_8);
    ByteBuffer slice = ByteBuffer.wrap(json, 2, json.length - 4).slice();
    assertEquals(5, FunctionCall.parse(slice).arguments().intValue(0));
  }

  @Test
  void anAnswerIsAStateAndAResult() {
    assertEquals("{\"state\":true,\"result\":[1]}", written(FunctionReply.of(List.of(1))));
    assertEquals("{\"state\":true,\"result\":null}", written(FunctionReply.of(null)));
    assertEquals("{\"state\":false,\"result\":\"why\"}", written(FunctionReply.error("why")));
  }

  private static String written(FunctionReply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    reply.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
