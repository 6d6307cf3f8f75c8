package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRequest;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoredFile;
import io.github.resshift.server.store.StoredInput;
import io.github.resshift.server.store.StoredResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next server finds. The end of a process is tried in earnest by bench serve-kill. */
class DurabilityTest {
  @TempDir private Path data;

  /** What is in a folder after kill -9 at the worst moments. */
  @Test
  void whatACrashLeavesIsTakenUpAgain() throws Exception {
    byte[] picture = Samples.png(8, 8, 1);
    String waiting;
    String begun;
    String whole;
    String hopeless;
    JobFolders folders = new JobFolders(data);
    try (JobStore store = JobStore.open(data.resolve("jobs.sqlite"))) {
      whole = job(store, folders, picture, "1");
      begun = job(store, folders, picture, "2");
      hopeless = job(store, folders, picture, "3");
      for (int i = 0; i < 3; i++) {
        store.take(Instant.now());
      }
      waiting = job(store, folders, picture, "4");
      // The result is whole, and the table has not heard of it.
      Path made = folders.begin(whole);
      Files.write(made.resolve("result.png"), picture);
      folders.finish(
          whole,
          new StoredResult(
              32,
              32,
              1,
              new StoredFile("result.png", picture.length, "image/png"),
              List.of(),
              List.of("found")));
      // This one was being written.
      Files.write(folders.begin(begun).resolve("result.png"), new byte[10]);
      for (int i = 0; i < 10; i++) {
        store.retry(hopeless);
        store.take(Instant.now());
      }
      Files.write(folders.arriving(), new byte[10]);
      Files.createDirectories(data.resolve("jobs/.half.part"));
      Files.createDirectories(data.resolve("jobs/unknown"));
    }
    try (TestServer server = new TestServer(data)) {
      assertThat(server.await(waiting).get("state").asText()).isEqualTo("completed");
      assertThat(server.await(begun).get("state").asText()).isEqualTo("completed");
      assertThat(server.await(whole).get("notes").get(0).asText()).isEqualTo("found");
      assertThat(server.get("/v1/jobs/" + whole + "/result").body()).isEqualTo(picture);
      assertThat(server.await(hopeless).get("error").asText()).contains("ended 1");
      assertThat(data.resolve("jobs/.half.part")).doesNotExist();
      assertThat(data.resolve("jobs/unknown")).doesNotExist();
      LimitsTest.assertNothingIncoming(data);
    }
  }

  private static String job(JobStore store, JobFolders folders, byte[] picture, String seed)
      throws IOException {
    String id = store.newId();
    folders.admit(id, List.of(Files.write(folders.arriving(), picture)));
    store.insert(
        id,
        new JobRequest(
            Task.SUPER_RESOLUTION,
            "a.png",
            "a_x4.png",
            "tiny",
            Map.of("seed", List.of(seed)),
            PictureFormat.PNG,
            new StoredInput(8, 8, 1, picture.length, "image/png"),
            false,
            32,
            32,
            "digest" + seed,
            Optional.empty()),
        picture.length,
        Instant.now());
    return id;
  }

  @Test
  void theEndParksWhatRunsAndTheNextStartGoesOn() throws Exception {
    UnaryOperator<ServerLimits> impatient =
        usual ->
            new ServerLimits(
                usual.bodyBytes(),
                usual.maxPixels(),
                usual.resultPixels(),
                usual.frames(),
                usual.samples(),
                usual.queue(),
                usual.syncPixels(),
                usual.diskBytes(),
                usual.connections(),
                usual.upload(),
                usual.idle(),
                Duration.ZERO);
    ServerSettings settings = TestServer.settings(data, impatient);
    String running;
    String waiting;
    try (TestServer server = new TestServer(settings)) {
      running = id(server, "samples=16", 1);
      id(server, "samples=16", 2);
      waiting = id(server, "samples=2", 3);
      while (!server.get("/v1/jobs/" + running).json().get("state").asText().equals("generating")) {
        Thread.sleep(20);
      }
    }
    try (JobStore store = JobStore.open(data.resolve("jobs.sqlite"))) {
      for (String id : List.of(running, waiting)) {
        JobRow row = store.find(id).orElseThrow();
        assertThat(row.state()).isIn(JobState.QUEUED, JobState.COMPLETED);
        assertThat(row.attempts()).isLessThanOrEqualTo(1);
      }
    }
    try (TestServer server = new TestServer(settings)) {
      for (String id : List.of(running, waiting)) {
        var job = server.await(id);
        assertThat(job.get("state").asText()).as(job.toString()).isEqualTo("completed");
        assertThat(server.get("/v1/jobs/" + id + "/result").status()).isEqualTo(200);
      }
    }
  }

  private static String id(TestServer server, String query, int seed) throws IOException {
    return server.post("/v1/jobs?" + query, Samples.png(20, 16, seed)).json().get("id").asText();
  }
}
