package io.github.resshift.server;

import io.github.resshift.ResShiftException;

/** A request that is not done, with the status and the one sentence of the answer. */
final class Refusal extends ResShiftException {
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int NOT_ACCEPTABLE = 406;
  static final int TIMEOUT = 408;
  static final int CONFLICT = 409;
  static final int GONE = 410;
  static final int TOO_LARGE = 413;
  static final int WRONG_TYPE = 415;
  static final int UNUSABLE = 422;
  static final int TOO_MANY = 429;
  static final int UNAVAILABLE = 503;
  static final int NO_ROOM = 507;

  private static final long serialVersionUID = 1L;

  private final int status;
  private final int retryAfter;

  Refusal(int status, String sentence) {
    this(status, sentence, 0);
  }

  /**
   * A refusal that another try may not meet.
   *
   * @param retryAfter seconds; 0 for none
   */
  Refusal(int status, String sentence, int retryAfter) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  int retryAfter() {
    return retryAfter;
  }
}
