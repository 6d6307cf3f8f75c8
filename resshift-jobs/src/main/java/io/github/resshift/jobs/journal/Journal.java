package io.github.resshift.jobs.journal;

import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.journal.JournalText.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The record of an output folder: lines that are only ever appended to {@value #NAME}. It is
 * written when a picture is begun and when it is finished, and brought to the disk then, so that
 * after a sudden end the next run knows what is whole. While it is open nobody else can open it,
 * and the system ends that with the process, however it ends. Thread-safe.
 */
public final class Journal implements AutoCloseable {
  /** The file in the output folder. */
  public static final String NAME = ".resshift-journal.jsonl";

  /** Behind any content: on Windows locked bytes could not be read by others. */
  private static final long LOCK_AT = Long.MAX_VALUE - 1;

  private final Path folder;
  private final Path file;
  private final List<String> warnings = new ArrayList<>();
  private Records records = new Records();
  private FileChannel channel;
  private IOException notWritable;

  private Journal(Path folder, String name) {
    this.folder = folder.toAbsolutePath().normalize();
    this.file = this.folder.resolve(name);
  }

  /**
   * Opens the journal of a folder for a run. Neither the folder nor the journal has to be there;
   * they are made by {@link #begin}.
   *
   * @throws JournalException if another run has it open, or it is of another format
   */
  public static Journal open(Path folder) {
    return open(folder, NAME);
  }

  /**
   * The same under another name, for runs that do parts of one work at the same time.
   *
   * @param name of the file in the folder
   */
  public static Journal open(Path folder, String name) {
    Journal journal = new Journal(folder, name);
    if (Files.exists(journal.file)) {
      journal.requireFile();
      try {
        journal.openChannel();
      } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
        journal.notWritable = e instanceof IOException io ? io : new IOException(e);
        journal.readOnly();
      } catch (IOException e) {
        throw new JournalException(journal.cannotBeUsed(e), e);
      }
    }
    return journal;
  }

  /**
   * Reads the journal of a folder without taking it, for a plan.
   *
   * @throws JournalException if it is of another format or cannot be read
   */
  public static Journal look(Path folder) {
    return look(folder, NAME);
  }

  /** The same under another name; see {@link #open(Path, String)}. */
  public static Journal look(Path folder, String name) {
    Journal journal = new Journal(folder, name);
    if (Files.exists(journal.file)) {
      journal.requireFile();
      journal.readOnly();
    }
    return journal;
  }

  /** A pipe would be waited for. */
  private void requireFile() {
    if (!Files.isRegularFile(file)) {
      throw new JournalException(
          "The journal '" + file + "' is not a file; move it away, or choose another --output.");
    }
  }

  private void readOnly() {
    try {
      records = Records.read(Files.readAllBytes(file), file.toString());
      warnOfDamage();
    } catch (IOException e) {
      throw new JournalException(cannotBeUsed(e), e);
    }
  }

  private void openChannel() throws IOException {
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock();
      records = Records.read(content(), file.toString());
      warnOfDamage();
      // A line that was cut off must not run into the next one.
      channel.truncate(records.length);
      channel.position(records.length);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Reads through the channel that has the lock: on POSIX systems closing any other channel of the
   * file would end it.
   */
  private byte[] content() throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
      // Reads on to the end.
    }
    return Arrays.copyOf(content.array(), content.position());
  }

  private void warnOfDamage() {
    if (records.damaged > 0) {
      warnings.add(
          "The journal '"
              + file
              + "' has "
              + records.damaged
              + " damaged lines; their pictures count as not journaled.");
    }
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock(LOCK_AT, 1, false);
    } catch (OverlappingFileLockException e) {
      lock = null; // another run in this very process
    } catch (IOException e) {
      warnings.add(
          "The file system of '"
              + folder
              + "' cannot lock files ("
              + e.getMessage()
              + "); see to it yourself that no other run works in this folder.");
      return;
    }
    if (lock == null) {
      long process = Records.read(content(), file.toString()).process;
      throw new JournalException(
          "Another run"
              + (process == 0 ? "" : " (process " + process + ")")
              + " is working in the output folder '"
              + folder
              + "'; wait for its end, or choose another --output.");
    }
  }

  /** What the user should know about the journal, each one sentence. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** What is known of results, for a run with these settings. */
  public Past past(RunSettings settings) {
    return new Past(folder, records, settings);
  }

  /**
   * Begins a run that has something to do, and makes the folder where needed.
   *
   * @throws JournalException if the folder cannot be made or written, or another run was faster
   */
  public synchronized void begin(RunSettings settings) {
    if (notWritable != null) {
      throw new JournalException(cannotBeUsed(notWritable), notWritable);
    }
    try {
      if (channel == null) {
        Files.createDirectories(folder);
        openChannel();
        if (records.length > 0) {
          throw new JournalException(
              "Another run has just worked in the output folder '"
                  + folder
                  + "'; start this one again.");
        }
      }
      append(new Event.Begin(JournalText.FORMAT, settings, ProcessHandle.current().pid()), true);
    } catch (IOException | ReadOnlyFileSystemException e) {
      throw new JournalException(cannotBeUsed(e), e);
    }
  }

  /**
   * Deletes what processes that died left of results that they had begun.
   *
   * @return how many files were deleted
   */
  public synchronized int deleteLeftovers() {
    int deleted = 0;
    for (Event.Start start : records.begun.values()) {
      Path target = FileNames.resolve(folder, start.target()).normalize();
      if (target.startsWith(folder)) {
        deleted += Leftovers.delete(target);
      }
    }
    return deleted;
  }

  /** The work on a picture begins. */
  public synchronized void start(Path target, Path source) throws IOException {
    append(new Event.Start(relative(target), absolute(source), Files.exists(target)), false);
  }

  /**
   * A result is whole and under its name; it is brought to the disk with this line.
   *
   * @param from the source when the work began
   */
  public void done(Path target, Path source, FileState from, RunSettings settings)
      throws IOException {
    try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    FileState made = FileState.of(target);
    Entry entry = new Entry(relative(target), absolute(source), from, made, settings.digest());
    synchronized (this) {
      append(new Event.Done(entry), true);
    }
  }

  /** The run came to its end: whatever the next one finds, it is not going on with this one. */
  public synchronized void end() throws IOException {
    append(new Event.End(), true);
  }

  private void append(Event event, boolean toDisk) throws IOException {
    long before = channel.position();
    ByteBuffer line = ByteBuffer.wrap(JournalText.line(event));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      channel.truncate(before); // half a line, on a full disk
      throw e;
    }
    if (toDisk) {
      channel.force(false);
    }
    records.add(event, file.toString());
  }

  private String relative(Path target) {
    return relative(folder, target);
  }

  /** The name of a result in the journal. */
  static String relative(Path folder, Path target) {
    Path below = folder.relativize(target.toAbsolutePath().normalize());
    return FileNames.text(below).replace('\\', '/');
  }

  /** The name of a source in the journal. */
  static String absolute(Path source) {
    return FileNames.text(source.toAbsolutePath().normalize());
  }

  private String cannotBeUsed(Exception e) {
    String reason =
        e instanceof AccessDeniedException
            ? "no permission"
            : e instanceof ReadOnlyFileSystemException
                ? "read-only file system"
                : e instanceof FileSystemException system && system.getReason() != null
                    ? system.getReason()
                    : e instanceof FileSystemException
                        ? e.getClass().getSimpleName().replace("Exception", "")
                        : e.getMessage();
    return "The output folder '"
        + folder
        + "' cannot be written ("
        + reason
        + "); choose another with --output.";
  }

  /** Gives the folder free for other runs. */
  @Override
  public synchronized void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new JournalException("The journal '" + file + "' cannot be closed.", e);
    } finally {
      channel = null;
    }
  }
}
