package io.github.resshift.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Turns YAML 1.2 (and so JSON) text into maps, lists and scalars. Only plain data comes out: a tag
 * that asks for an object of a class is refused. Length, depth, aliases and the size after the
 * aliases' expansion are bounded, so that a hostile file cannot exhaust memory or stack.
 */
final class YamlText {
  static final int MAX_CHARACTERS = 4 << 20;
  static final int MAX_DEPTH = 48;
  static final int MAX_VALUES = 200_000;
  private static final int MAX_ALIASES = 50;

  private YamlText() {}

  /** The only document of {@code text}; keys become text. */
  static Object parse(String origin, String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new ConfigException(
          origin
              + ": the text has "
              + text.length()
              + " characters; a settings file has at most "
              + MAX_CHARACTERS
              + ".");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(origin)
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();
    try {
      checkDepth(origin, settings, text);
      return plain(origin, new Load(settings).loadFromString(text));
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(YamlText::place).orElse("");
      throw new ConfigException(origin + place + ": not valid YAML: " + e.getProblem() + ".", e);
    } catch (YamlEngineException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ConfigException(origin + ": not valid YAML: " + reason + ".", e);
    }
  }

  /** A copy of plain data with text keys, within the bounds. */
  static Object plain(String origin, Object value) {
    return new Copier(origin).copy(value, 0);
  }

  private static String place(Mark mark) {
    return ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
  }

  /** Events come without recursion, so a deep text is found before it can exhaust the stack. */
  private static void checkDepth(String origin, LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
        if (depth > MAX_DEPTH) {
          throw tooDeep(origin);
        }
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  private static ConfigException tooDeep(String origin) {
    return new ConfigException(
        origin + ": nested deeper than " + MAX_DEPTH + " levels; no settings file needs that.");
  }

  private static final class Copier {
    private final String origin;
    private int values;

    Copier(String origin) {
      this.origin = origin;
    }

    Object copy(Object value, int depth) {
      if (depth > MAX_DEPTH) {
        throw tooDeep(origin);
      }
      if (++values > MAX_VALUES) {
        throw new ConfigException(
            origin + ": more than " + MAX_VALUES + " values (aliases written out).");
      }
      if (value instanceof Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (entry.getKey() instanceof Map || entry.getKey() instanceof List) {
            throw new ConfigException(origin + ": a key must be text, not " + entry.getKey() + ".");
          }
          copy.put(String.valueOf(entry.getKey()), copy(entry.getValue(), depth + 1));
        }
        return copy;
      }
      if (value instanceof Iterable<?> list) {
        List<Object> copy = new ArrayList<>();
        for (Object element : list) {
          copy.add(copy(element, depth + 1));
        }
        return copy;
      }
      if (value == null
          || value instanceof String
          || value instanceof Number
          || value instanceof Boolean) {
        return value;
      }
      throw new ConfigException(
          origin
              + ": a value of the kind "
              + value.getClass().getSimpleName()
              + " is not a setting; use text, numbers, true or false.");
    }
  }
}
