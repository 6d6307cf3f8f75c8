package io.github.resshift;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the user added to the program: service providers of the class path, and those in the JAR
 * files of the folder {@code plugins} in {@code RESSHIFT_HOME}. One that cannot be used is named in
 * the log and left out. Thread-safe.
 */
public final class Plugins {
  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

  private Plugins() {}

  /** The folder of plugins; it need not exist. Empty where {@code RESSHIFT_HOME} is not set. */
  public static Optional<Path> folder() {
    String home = System.getenv("RESSHIFT_HOME");
    return home == null || home.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(home, "plugins"));
  }

  /** New providers of a service: first those of the class path, then those of the folder. */
  public static <T> List<T> of(Class<T> service) {
    ClassLoader loader = service.getClassLoader();
    List<T> found = load(ServiceLoader.load(service, loader), "the class path");
    folder().ifPresent(folder -> found.addAll(inFolder(service, folder)));
    return found;
  }

  /**
   * New providers of a service in the JAR files of a folder, without those of the class path. Their
   * class loader stays open as long as the program: providers load classes when they need them.
   */
  public static <T> List<T> inFolder(Class<T> service, Path folder) {
    List<URL> jars = jars(folder);
    if (jars.isEmpty()) {
      return new ArrayList<>();
    }
    ClassLoader loader =
        new URLClassLoader(jars.toArray(new URL[0]), Plugins.class.getClassLoader());
    List<T> found = load(ServiceLoader.load(service, loader), folder.toString());
    found.removeIf(provider -> provider.getClass().getClassLoader() != loader);
    return found;
  }

  private static List<URL> jars(Path folder) {
    List<URL> jars = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return jars;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : files) {
        jars.add(jar.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new IllegalStateException("every file has an address", e);
    } catch (IOException e) {
      LOG.warn("{} cannot be listed, so nothing in it is used ({})", folder, e.getMessage());
    }
    return jars;
  }

  private static <T> List<T> load(ServiceLoader<T> services, String place) {
    List<T> found = new ArrayList<>();
    Iterator<T> providers = services.iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return found;
        }
        found.add(providers.next());
      } catch (ServiceConfigurationError e) {
        LOG.warn("a plugin of {} cannot be used: {}", place, e.getMessage());
      }
    }
  }
}
