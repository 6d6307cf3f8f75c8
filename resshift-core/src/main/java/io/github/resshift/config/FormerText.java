package io.github.resshift.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text that stood for settings in files before {@link Canonical} did: {@code
 * Name[setting=value, ...]}, as records print themselves. Only for comparing with such files. A
 * setting that was added since is left out at its {@link Default}; with another value the text
 * differs from every old one, as it must.
 */
public final class FormerText {
  private FormerText() {}

  /** The text of settings: a record, or a value in one. */
  public static String of(Object value) {
    if (value instanceof Record settings) {
      return settings.getClass().getSimpleName() + "[" + String.join(", ", parts(settings)) + "]";
    } else if (value instanceof List<?> list) {
      return list.stream().map(FormerText::of).collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof Optional<?> optional && optional.isPresent()) {
      return "Optional[" + of(optional.get()) + "]";
    }
    return String.valueOf(value);
  }

  /** Settings of a record that were added since and have another value than their default. */
  public static List<String> added(Record settings) {
    List<String> parts = new ArrayList<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      if (component.isAnnotationPresent(Default.class) && !leftOut(settings, component)) {
        parts.add(part(settings, component));
      }
    }
    return parts;
  }

  private static List<String> parts(Record settings) {
    List<String> parts = new ArrayList<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      if (!leftOut(settings, component)) {
        parts.add(part(settings, component));
      }
    }
    return parts;
  }

  private static boolean leftOut(Record settings, RecordComponent component) {
    return component.isAnnotationPresent(Default.class)
        && Canonical.of(Canonical.value(settings, component))
            .filter(node -> !Canonical.isDefault(component, node))
            .isEmpty();
  }

  private static String part(Record settings, RecordComponent component) {
    return component.getName() + "=" + of(Canonical.value(settings, component));
  }
}
