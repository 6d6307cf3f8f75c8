package io.github.resshift.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A body of JSON with pictures in base64: pictures go to the disk one after the other, the rest is
 * small.
 *
 * @param pictures files of our own
 * @param names clean names of the pictures
 * @param fields all else
 */
record SdBody(List<Path> pictures, List<String> names, Map<String, JsonNode> fields)
    implements AutoCloseable {
  private static final int MOST_PICTURES = 64;
  private static final int MOST_FIELDS = 200;
  private static final int DEEPEST = 20;

  /** Reads a body that has arrived. Not for two at a time: texts are in memory. */
  static SdBody read(Path body, Uploads uploads, long most) throws IOException {
    SdBody read = new SdBody(new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxStringLength((int) Math.min(Integer.MAX_VALUE, most))
            .maxNestingDepth(DEEPEST)
            .build();
    JsonFactory factory = JsonFactory.builder().streamReadConstraints(limits).build();
    try (InputStream in = Files.newInputStream(body);
        JsonParser parser = new ObjectMapper(factory).createParser(in)) {
      read.parse(parser, uploads, most);
      return read;
    } catch (JsonProcessingException e) {
      read.close();
      throw bad("The body is not JSON as it should be.");
    } catch (IOException | RuntimeException e) {
      read.close();
      throw e;
    }
  }

  private void parse(JsonParser parser, Uploads uploads, long most) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw bad("The body must be an object of JSON.");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("image") && value == JsonToken.VALUE_STRING) {
        add(parser.getText(), CleanName.NONE, uploads, most);
      } else if (field.equals("imageList") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          ObjectNode item = parser.readValueAsTree();
          add(item.path("data").asText(), CleanName.of(item.path("name").asText()), uploads, most);
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
          throw bad("'imageList' must hold nothing but objects.");
        }
      } else if (fields.size() < MOST_FIELDS) {
        fields.put(field, parser.readValueAsTree());
      } else {
        throw bad("The body has too many members.");
      }
    }
  }

  private void add(String text, String name, Uploads uploads, long most) throws IOException {
    if (pictures.size() == MOST_PICTURES) {
      throw bad("The body has more than " + MOST_PICTURES + " pictures; send them in parts.");
    }
    int comma = text.startsWith("data:") ? text.indexOf(',') + 1 : 0;
    byte[] coded = text.substring(comma).getBytes(StandardCharsets.ISO_8859_1);
    try (InputStream content = Base64.getMimeDecoder().wrap(new ByteArrayInputStream(coded))) {
      pictures.add(uploads.save(content, most));
      names.add(name);
    } catch (IOException e) {
      throw bad("A picture is not in base64 as it should be.");
    }
  }

  @Override
  public void close() throws IOException {
    for (Path picture : pictures) {
      Files.deleteIfExists(picture);
    }
  }

  private static Refusal bad(String sentence) {
    return new Refusal(Refusal.BAD_REQUEST, sentence);
  }
}
