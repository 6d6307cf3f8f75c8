package io.github.resshift.jobs.batch;

import io.github.resshift.jobs.journal.FileState;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.JournalException;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.IOException;

/** Keeps account of a run's results. Thread-safe. */
public interface Ledger {
  /** Keeps none. */
  Ledger NONE =
      new Ledger() {
        @Override
        public void open() {}

        @Override
        public Receipt start(BatchPlan.Todo picture) {
          return () -> {};
        }

        @Override
        public void end() {}
      };

  /** To be handed in when a result is whole. */
  @FunctionalInterface
  interface Receipt {
    /**
     * Accounts for the result.
     *
     * @throws JournalException if that cannot be written
     */
    void done();
  }

  /**
   * Before the first picture that there is something to do for.
   *
   * @throws JournalException if the output folder cannot be used
   */
  void open();

  /**
   * Before the work on a picture.
   *
   * @throws IOException if the source cannot be read
   * @throws JournalException if the account cannot be written
   */
  Receipt start(BatchPlan.Todo picture) throws IOException;

  /**
   * After the last picture; not when the run was cut off.
   *
   * @throws JournalException if the account cannot be written
   */
  void end();

  /** A ledger in the output folder's journal. */
  static Ledger of(Journal journal, RunSettings settings) {
    return new Ledger() {
      private boolean opened;

      @Override
      public synchronized void open() {
        if (!opened) {
          opened = true;
          journal.deleteLeftovers();
          journal.begin(settings);
        }
      }

      @Override
      public Receipt start(BatchPlan.Todo picture) throws IOException {
        FileState from = FileState.of(picture.source());
        try {
          journal.start(picture.target(), picture.source());
        } catch (IOException e) {
          throw notWritten(e);
        }
        return () -> {
          try {
            journal.done(picture.target(), picture.source(), from, settings);
          } catch (IOException e) {
            throw notWritten(e);
          }
        };
      }

      @Override
      public synchronized void end() {
        try {
          if (opened) {
            journal.end();
          }
        } catch (IOException e) {
          throw notWritten(e);
        }
      }

      private JournalException notWritten(IOException e) {
        return new JournalException(
            "The journal of the output folder cannot be written (" + e.getMessage() + ").", e);
      }
    };
  }
}
