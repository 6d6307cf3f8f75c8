package io.github.resshift.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells the records of a family apart in {@link Canonical} texts, whatever their classes are called
 * later.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kind {
  /** The member {@code kind} of the text. */
  String value();
}
