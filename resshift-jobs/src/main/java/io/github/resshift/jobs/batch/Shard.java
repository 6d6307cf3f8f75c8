package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One of several equal parts of a work that runs on several machines at a time. Which part a
 * picture belongs to follows from its place below the output folder alone: it does not change with
 * what else lies there, nor with where the folders are.
 *
 * @param index from 0
 * @param count of all parts, at most 1000000
 */
public record Shard(int index, int count) {
  private static final int MOST = 1_000_000;
  private static final Pattern FORM = Pattern.compile("(\\d{1,7})/(\\d{1,7})");

  /** Checks the range. */
  public Shard {
    if (count < 1 || count > MOST || index < 0 || index >= count) {
      throw new IllegalArgumentException("no part " + index + " of " + count);
    }
  }

  /**
   * Reads such as {@code 3/8}.
   *
   * @throws UsageException if it is none
   */
  public static Shard of(String text) {
    Matcher numbers = FORM.matcher(text.trim());
    if (numbers.matches()) {
      int index = Integer.parseInt(numbers.group(1));
      int count = Integer.parseInt(numbers.group(2));
      if (count >= 1 && count <= MOST && index < count) {
        return new Shard(index, count);
      }
    }
    throw new UsageException(
        "--shard must be I/N with I from 0 to N-1, such as 0/8 for the first of eight, not '"
            + text
            + "'.");
  }

  /**
   * Whether a picture belongs to this part: the CRC-32 of the bytes of its place, modulo {@link
   * #count}.
   *
   * @param place below the output folder, with the input's suffix
   */
  public boolean covers(Path place) {
    CRC32 crc = new CRC32();
    crc.update(FileNames.text(place).replace('\\', '/').getBytes(StandardCharsets.UTF_8));
    return crc.getValue() % count == index;
  }

  /** The name of this part's own journal: parts that run at the same time do not share one. */
  public String journal() {
    return ".resshift-journal-" + index + "-of-" + count + ".jsonl";
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
