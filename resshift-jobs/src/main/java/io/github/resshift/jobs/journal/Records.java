package io.github.resshift.jobs.journal;

import io.github.resshift.jobs.journal.JournalText.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a journal says. Where it names a result several times, the last one counts. Not thread-safe.
 */
final class Records {
  /** Finished results by target. */
  final Map<String, Entry> done = new HashMap<>();

  /** What runs without an end had finished, by source. */
  final Map<String, Entry> resumable = new HashMap<>();

  /** What runs without an end had begun and not finished, by target. */
  final Map<String, Event.Start> begun = new HashMap<>();

  /** The values behind a digest of settings. */
  final Map<String, Map<String, String>> settings = new HashMap<>();

  /** Process of the last run. */
  long process;

  /** Lines that could not be read. */
  int damaged;

  /** Bytes up to the end of the last whole line. */
  int length;

  /**
   * Reads a journal; what follows the last end of a line was cut off while it was written.
   *
   * @throws JournalException if it is of another format
   */
  static Records read(byte[] content, String name) {
    Records records = new Records();
    List<ByteBuffer> lines = new ArrayList<>();
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        lines.add(ByteBuffer.wrap(content, records.length, i - records.length));
        records.length = i + 1;
      }
    }
    for (ByteBuffer line : lines) {
      JournalText.parse(line)
          .ifPresentOrElse(event -> records.add(event, name), () -> records.damaged++);
    }
    return records;
  }

  /** Takes one more line in. */
  void add(Event event, String name) {
    if (event instanceof Event.Begin begin) {
      if (!begin.format().equals(JournalText.FORMAT)) {
        throw new JournalException(
            "The journal '"
                + name
                + "' has the format "
                + begin.format()
                + ", not "
                + JournalText.FORMAT
                + "; choose another --output, or delete it to have its pictures unknown.");
      }
      process = begin.process();
      settings.put(begin.settings().digest(), begin.settings().values());
    } else if (event instanceof Event.Start start) {
      begun.put(start.target(), start);
    } else if (event instanceof Event.Done finished) {
      Entry entry = finished.entry();
      begun.remove(entry.target());
      done.put(entry.target(), entry);
      resumable.put(entry.source(), entry);
    } else {
      begun.clear();
      resumable.clear();
    }
  }
}
