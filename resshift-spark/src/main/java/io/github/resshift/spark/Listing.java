package io.github.resshift.spark;

import io.github.resshift.image.PictureFiles;
import io.github.resshift.jobs.batch.Exclusions;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Lists files without opening them, by the rules of the command line: hidden files and folders that
 * systems keep are passed over. Spark's own listing would pass over names that begin with an
 * underscore, too, and says nothing of it. Up to a hundred folders are listed here, those below
 * them by tasks.
 */
final class Listing {
  private static final String SPECIAL = "*?[{";
  private static final int DEEPEST = 200;

  /** What a listing has before tasks take it over: for less, a job takes longer than the work. */
  private static final int FOLDERS = 100;

  /** Files that the driver deals with by itself. */
  static final int FEW = 5000;

  private final JavaSparkContext spark;
  private final Folder folder;
  private final int most;

  /**
   * Lists by a cluster.
   *
   * @param most files that are few
   */
  Listing(JavaSparkContext spark, Folder folder, int most) {
    this.spark = spark;
    this.folder = folder;
    this.most = most;
  }

  /**
   * What inputs mean.
   *
   * @param files what is there
   * @param problems what was named and cannot be worked on: the name, and one sentence
   */
  record Found(Files files, List<String[]> problems) {}

  /**
   * Files of which tasks list a part when they are needed.
   *
   * @param all of them
   * @param few all of them if they are few and known already, else nothing
   */
  record Files(JavaRDD<Source> all, Optional<List<Source>> few) {}

  /** A folder that is to be listed with everything below it. */
  private record Branch(String path, String place, int input) implements Serializable {}

  /**
   * Lists pictures.
   *
   * @param inputs files, folders or patterns as Hadoop knows them
   * @param output a folder to pass over
   * @param excluded patterns of what is left out of folders
   */
  Found sources(List<String> inputs, Path output, List<String> excluded) throws IOException {
    List<Source> files = new ArrayList<>();
    List<Branch> branches = new ArrayList<>();
    List<String[]> problems = new ArrayList<>();
    Walk walk = new Walk(folder, output.toString(), excluded, false);
    for (int number = 0; number < inputs.size(); number++) {
      String input = inputs.get(number);
      int before = files.size() + branches.size();
      FileStatus[] named = matching(input);
      if (named.length == 0) {
        boolean pattern = input.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
        problems.add(
            new String[] {
              input,
              pattern ? "No picture matches this pattern." : "There is no such file or folder."
            });
        continue;
      }
      Path base = base(input);
      for (FileStatus status : named) {
        if (status.isDirectory()) {
          String place = base == null ? "" : below(base, status.getPath());
          walk.level(new Branch(status.getPath().toString(), place, number), files, branches);
        } else {
          String place = base == null ? status.getPath().getName() : below(base, status.getPath());
          files.add(source(status, place, number));
        }
      }
      if (files.size() + branches.size() == before) {
        problems.add(new String[] {input, "There are no pictures in this folder."});
      }
    }
    return new Found(all(files, branches, walk), problems);
  }

  /**
   * Everything below an output folder, which need not be there, but for hidden files. What tasks
   * that died have begun to write there is deleted.
   */
  Files below(Path root) throws IOException {
    List<Source> files = new ArrayList<>();
    List<Branch> branches = new ArrayList<>();
    Walk walk = new Walk(folder, "", List.of(), true);
    if (folder.exists(root)) {
      walk.level(new Branch(root.toString(), "", 0), files, branches);
    }
    return all(files, branches, walk);
  }

  private Files all(List<Source> files, List<Branch> branches, Walk walk) throws IOException {
    for (int folders = 0;
        folders < FOLDERS && files.size() < most && !branches.isEmpty();
        folders++) {
      walk.level(branches.remove(branches.size() - 1), files, branches);
    }
    boolean few = branches.isEmpty() && files.size() <= most;
    return new Files(rdd(files, branches, walk), few ? Optional.of(files) : Optional.empty());
  }

  private JavaRDD<Source> rdd(List<Source> files, List<Branch> branches, Walk walk) {
    int slots = spark.defaultParallelism();
    JavaRDD<Source> known = spark.parallelize(files, Math.max(1, Math.min(files.size(), slots)));
    if (branches.isEmpty()) {
      return known;
    }
    int parts = Math.min(branches.size(), 8 * slots);
    return known.union(spark.parallelize(branches, parts).flatMap(walk::whole));
  }

  private FileStatus[] matching(String input) throws IOException {
    Path path = new Path(input);
    FileStatus[] found = folder.system(path).globStatus(path);
    return found == null ? new FileStatus[0] : found;
  }

  /** The last folder before the first wildcard of a pattern; null if it is none. */
  private Path base(String input) throws IOException {
    int special = 0;
    while (special < input.length() && SPECIAL.indexOf(input.charAt(special)) < 0) {
      special++;
    }
    if (special == input.length() || folder.exists(new Path(input))) {
      return null;
    }
    int slash = input.lastIndexOf('/', special);
    return folder.qualified(slash < 0 ? "." : slash == 0 ? "/" : input.substring(0, slash));
  }

  private static String below(Path base, Path path) {
    String root = base.toUri().getPath();
    String whole = path.toUri().getPath();
    String prefix = root.endsWith("/") ? root : root + "/";
    return whole.startsWith(prefix) ? whole.substring(prefix.length()) : path.getName();
  }

  private static Source source(FileStatus status, String place, int input) {
    return new Source(
        status.getPath().toString(), place, status.getLen(), status.getModificationTime(), input);
  }

  /** Goes through folders; the same here and in tasks. */
  private static final class Walk implements Serializable {
    private static final long serialVersionUID = 1;

    private final Folder folder;
    private final String output;
    private final List<String> excluded;
    private final boolean sweeping;
    private transient Exclusions exclusions;

    Walk(Folder folder, String output, List<String> excluded, boolean sweeping) {
      this.sweeping = sweeping;
      this.folder = folder;
      this.output = output;
      this.excluded = new ArrayList<>(excluded);
    }

    /** What lies directly in a folder. */
    void level(Branch branch, List<Source> files, List<Branch> branches) throws IOException {
      if (branch.place().chars().filter(c -> c == '/').count() > DEEPEST) {
        throw new IOException("folders are nested too deeply in " + branch.path());
      }
      Path path = new Path(branch.path());
      String place = branch.place();
      if (exclusions == null) {
        exclusions = Exclusions.of(excluded);
      }
      FileSystem system = folder.system(path);
      RemoteIterator<FileStatus> all = system.listStatusIterator(path);
      while (all.hasNext()) {
        FileStatus status = all.next();
        String name = status.getPath().getName();
        String at = place.isEmpty() ? name : place + "/" + name;
        if (sweeping && Folder.unfinished(name)) {
          system.delete(status.getPath(), false);
          continue;
        }
        if (name.startsWith(".") || exclusions.covers(java.nio.file.Path.of(at))) {
          continue;
        }
        if (!status.isDirectory()) {
          files.add(source(status, at, branch.input()));
        } else if (!PictureFiles.keptBySystem(java.nio.file.Path.of(name))
            && !status.getPath().toString().equals(output)
            && !leadsBack(system, status.getPath())) {
          branches.add(new Branch(status.getPath().toString(), at, branch.input()));
        }
      }
    }

    java.util.Iterator<Source> whole(Branch branch) {
      List<Source> files = new ArrayList<>();
      List<Branch> open = new ArrayList<>(List.of(branch));
      try {
        while (!open.isEmpty()) {
          level(open.remove(open.size() - 1), files, open);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return files.iterator();
    }

    /** Whether a folder of this machine is a link to one above it. */
    private static boolean leadsBack(FileSystem system, Path path) throws IOException {
      if (!(system instanceof RawLocalFileSystem local)) {
        return false;
      }
      java.nio.file.Path link = local.pathToFile(path).toPath();
      return java.nio.file.Files.isSymbolicLink(link)
          && link.getParent().toRealPath().startsWith(link.toRealPath());
    }
  }
}
