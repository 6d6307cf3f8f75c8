package io.github.resshift.spark;

import java.net.URI;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The files of this machine under the addresses of an object store, {@code s3a://bucket/...}. */
public final class FakeStore extends RawLocalFileSystem {
  private static final URI STORE = URI.create("s3a://bucket");

  /** How often something was renamed, which in a store means to copy. */
  static final java.util.concurrent.atomic.AtomicInteger RENAMED =
      new java.util.concurrent.atomic.AtomicInteger();

  @Override
  public void initialize(URI uri, Configuration conf) throws java.io.IOException {
    super.initialize(uri, conf);
    setWorkingDirectory(new Path("s3a://bucket/"));
  }

  @Override
  public URI getUri() {
    return STORE;
  }

  @Override
  public String getScheme() {
    return "s3a";
  }

  @Override
  protected void checkPath(Path path) {}

  @Override
  public FileStatus getFileStatus(Path path) throws java.io.IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws java.io.IOException {
    return Stream.of(super.listStatus(path)).map(FakeStore::plain).toArray(FileStatus[]::new);
  }

  /** Without the permissions, which the class above would look for under the address. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  @Override
  public boolean rename(Path from, Path to) throws java.io.IOException {
    RENAMED.incrementAndGet();
    return super.rename(from, to);
  }
}
