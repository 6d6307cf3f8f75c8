package example;

import io.github.resshift.restore.Restorer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that makes pictures larger. */
@SpringBootApplication
public class EnlargeApplication {
  public static void main(String[] args) {
    SpringApplication.run(EnlargeApplication.class, args);
  }

  /** One restorer for all requests: it holds the networks, and threads may share it. */
  @Bean(destroyMethod = "close")
  Restorer restorer() {
    return Restorer.builder().model("bundled").threads(1).build();
  }
}
