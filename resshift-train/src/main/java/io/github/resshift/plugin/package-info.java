/**
 * Measures and losses of the user's own, found as service providers ({@link
 * java.util.ServiceLoader}) on the class path or in {@code RESSHIFT_HOME/plugins}. Nothing here
 * needs the engine.
 */
package io.github.resshift.plugin;
