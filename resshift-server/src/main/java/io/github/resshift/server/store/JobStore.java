package io.github.resshift.server.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of jobs: one file, written ahead and brought to the disk with every change, so that the
 * end of the process or of the machine at any moment leaves the last answer true. Thread-safe; one
 * thread at a time is let in.
 */
public final class JobStore implements AutoCloseable {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_LETTERS = 26;

  /** So many rows of jobs whose files are gone are remembered, so that requests hear of it. */
  private static final int REMEMBERED = 10_000;

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS jobs ("
          + "number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
          + " state TEXT NOT NULL, request TEXT NOT NULL, digest TEXT NOT NULL, key TEXT,"
          + " bytes INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
          + " created INTEGER NOT NULL, started INTEGER, ended INTEGER, expires INTEGER,"
          + " gone INTEGER NOT NULL DEFAULT 0, result TEXT, error TEXT)";

  private static final List<String> INDICES =
      List.of(
          "CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state, number)",
          "CREATE INDEX IF NOT EXISTS jobs_digest ON jobs (digest)",
          "CREATE INDEX IF NOT EXISTS jobs_key ON jobs (key)");

  private final SecureRandom random = new SecureRandom();
  private final Connection connection;

  private JobStore(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a table, which is made if it is missing.
   *
   * @throws StoreException if the file is none of ours or cannot be written
   */
  public static JobStore open(Path file) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        // The answer of a pragma must be closed, or the table stays locked.
        statement.executeQuery("PRAGMA journal_mode=WAL").close();
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute(TABLE);
        for (String index : INDICES) {
          statement.execute(index);
        }
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return new JobStore(connection);
    } catch (SQLException e) {
      throw new StoreException(
          "The table of jobs '" + file + "' cannot be used (" + e.getMessage() + ").", e);
    }
  }

  /** A name for a new job that nobody guesses. */
  public String newId() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LETTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /** Puts a job at the end of the queue; it is on the disk when this returns. */
  public synchronized JobRow insert(String id, JobRequest request, long bytes, Instant now) {
    update(
        "INSERT INTO jobs (id, state, request, digest, key, bytes, created)"
            + " VALUES (?, 'queued', ?, ?, ?, ?, ?)",
        id,
        RowText.of(request),
        request.digest(),
        request.key().orElse(null),
        bytes,
        now.toEpochMilli());
    return find(id).orElseThrow();
  }

  /** A job, gone or not. */
  public synchronized Optional<JobRow> find(String id) {
    return query("SELECT * FROM jobs WHERE id = ?", id).stream().findFirst();
  }

  /** The newest job with an idempotency key whose files are there. */
  public synchronized Optional<JobRow> findKey(String key) {
    return query("SELECT * FROM jobs WHERE key = ? AND gone = 0 ORDER BY number DESC LIMIT 1", key)
        .stream()
        .findFirst();
  }

  /** The newest job that does or has done the same work. */
  public synchronized Optional<JobRow> findDigest(String digest) {
    return query(
            "SELECT * FROM jobs WHERE digest = ? AND gone = 0"
                + " AND state IN ('queued', 'generating', 'completed') ORDER BY number DESC LIMIT 1",
            digest)
        .stream()
        .findFirst();
  }

  /** Jobs whose files are there, the newest first. */
  public synchronized List<JobRow> list(Optional<JobState> state, int limit) {
    return state
        .map(
            only ->
                query(
                    "SELECT * FROM jobs WHERE gone = 0 AND state = ? ORDER BY number DESC LIMIT ?",
                    only.word(),
                    limit))
        .orElseGet(
            () -> query("SELECT * FROM jobs WHERE gone = 0 ORDER BY number DESC LIMIT ?", limit));
  }

  /** Jobs that wait, the next one first. */
  public synchronized List<JobRow> queue() {
    return query("SELECT * FROM jobs WHERE state = 'queued' ORDER BY number");
  }

  /** How many jobs wait. */
  public synchronized int waiting() {
    return (int) number("SELECT count(*) FROM jobs WHERE state = 'queued'");
  }

  /** How many jobs wait before this one. */
  public synchronized int before(JobRow row) {
    return (int)
        number("SELECT count(*) FROM jobs WHERE state = 'queued' AND number < ?", row.number());
  }

  /** Takes the next job from the queue; work on it begins. */
  public synchronized Optional<JobRow> take(Instant now) {
    Optional<JobRow> next =
        query("SELECT * FROM jobs WHERE state = 'queued' ORDER BY number LIMIT 1").stream()
            .findFirst();
    next.ifPresent(
        row ->
            update(
                "UPDATE jobs SET state = 'generating', started = ?, attempts = attempts + 1"
                    + " WHERE id = ?",
                now.toEpochMilli(),
                row.id()));
    return next.flatMap(row -> find(row.id()));
  }

  /** Puts a job that was begun back to its place in the queue, as if it had not been. */
  public synchronized void park(String id) {
    update(
        "UPDATE jobs SET state = 'queued', attempts = attempts - 1"
            + " WHERE id = ? AND state = 'generating'",
        id);
  }

  /** The same after the end of a process; that it was tried is remembered. */
  public synchronized void retry(String id) {
    update("UPDATE jobs SET state = 'queued' WHERE id = ? AND state = 'generating'", id);
  }

  /** The result is whole on the disk. False if the job was cancelled or deleted meanwhile. */
  public synchronized boolean complete(String id, StoredResult result, Instant now, Duration keep) {
    return update(
            "UPDATE jobs SET state = 'completed', result = ?, bytes = bytes + ?, ended = ?,"
                + " expires = ? WHERE id = ? AND state = 'generating'",
            RowText.of(result),
            result.bytes(),
            now.toEpochMilli(),
            now.plus(keep).toEpochMilli(),
            id)
        > 0;
  }

  /** The job cannot be done. */
  public synchronized void fail(String id, String error, Instant now, Duration keep) {
    update(
        "UPDATE jobs SET state = 'failed', error = ?, ended = ?, expires = ?"
            + " WHERE id = ? AND state = 'generating'",
        error,
        now.toEpochMilli(),
        now.plus(keep).toEpochMilli(),
        id);
  }

  /** Ends a job by request. False if it has ended already. */
  public synchronized boolean cancel(String id, Instant now, Duration keep) {
    return update(
            "UPDATE jobs SET state = 'cancelled', ended = ?, expires = ?"
                + " WHERE id = ? AND state IN ('queued', 'generating')",
            now.toEpochMilli(),
            now.plus(keep).toEpochMilli(),
            id)
        > 0;
  }

  /** The files of a job are to be deleted; its row stays for some time. */
  public synchronized void expire(String id) {
    update("UPDATE jobs SET gone = 1, bytes = 0 WHERE id = ?", id);
    update(
        "DELETE FROM jobs WHERE gone = 1 AND number NOT IN"
            + " (SELECT number FROM jobs WHERE gone = 1 ORDER BY number DESC LIMIT ?)",
        REMEMBERED);
  }

  /** Forgets a job, if there is one. */
  public synchronized void delete(String id) {
    update("DELETE FROM jobs WHERE id = ?", id);
  }

  /** Jobs whose time is over. */
  public synchronized List<JobRow> due(Instant now) {
    return query("SELECT * FROM jobs WHERE gone = 0 AND expires <= ?", now.toEpochMilli());
  }

  /** The job that ended first and whose files are there. */
  public synchronized Optional<JobRow> oldestEnded() {
    return query("SELECT * FROM jobs WHERE gone = 0 AND ended IS NOT NULL ORDER BY ended LIMIT 1")
        .stream()
        .findFirst();
  }

  /** Bytes of all files. */
  public synchronized long bytes() {
    return number("SELECT coalesce(sum(bytes), 0) FROM jobs");
  }

  /** Bytes of the jobs that have not ended. */
  public synchronized long unfinishedBytes() {
    return number("SELECT coalesce(sum(bytes), 0) FROM jobs WHERE ended IS NULL");
  }

  /** Names of all jobs whose files should be there. */
  public synchronized Set<String> living() {
    try (PreparedStatement statement = prepare("SELECT id FROM jobs WHERE gone = 0");
        ResultSet rows = statement.executeQuery()) {
      Set<String> ids = new TreeSet<>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private int update(String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private List<JobRow> query(String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<JobRow> jobs = new ArrayList<>();
      while (rows.next()) {
        jobs.add(RowText.row(rows));
      }
      return jobs;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private long number(String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private static StoreException failed(SQLException e) {
    return new StoreException("The table of jobs cannot be used (" + e.getMessage() + ").", e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
