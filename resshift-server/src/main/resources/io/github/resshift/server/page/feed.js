// Keeps the list of jobs as the server has it: events, or asking again and again where they fail.
import * as api from './api.js';

const POLL = 2000;
const LONGEST = 15000;
/** Pause before the stream is asked for again. */
const AGAIN = 5000;

export const FINAL = new Set(['completed', 'failed', 'cancelled']);

export class Feed {
  /**
   * @param onjob called with a job that is new or changed, and with what it was (or undefined)
   * @param ongone called with the id of a job that is no more
   * @param onlost called with whether the server cannot be reached
   */
  constructor({ onjob, ongone, onlost }) {
    Object.assign(this, { onjob, ongone, onlost });
    this.known = new Map();
    this.streaming = false;
  }

  /** Takes a job, from an event or an answer. */
  take(job) {
    const before = this.known.get(job.id);
    // Events and answers may overtake each other; a final state is never left.
    if (before && FINAL.has(before.state) && !FINAL.has(job.state)) return;
    this.known.set(job.id, job);
    if (JSON.stringify(before) !== JSON.stringify(job)) this.onjob(job, before);
  }

  drop(id) {
    if (this.known.delete(id)) this.ongone(id);
  }

  /** Asks for all jobs. */
  async refresh() {
    const asked = new Set(this.known.keys());
    const jobs = await api.jobs();
    const there = new Set(jobs.map(job => job.id));
    for (const id of asked) if (!there.has(id)) this.drop(id);
    for (const job of jobs.reverse()) this.take(job);
  }

  /** Follows the server for ever. */
  start() {
    this.stream();
    this.poll();
  }

  async stream() {
    for (;;) {
      // A browser keeps pages that were left, with their connections; six of them block the next one.
      const leaving = new AbortController();
      const leave = () => leaving.abort();
      addEventListener('pagehide', leave);
      try {
        await api.events({
          signal: leaving.signal,
          onopen: () => {
            this.streaming = true;
            this.onlost(false);
            // What ended between the list and the stream is in no event.
            this.refresh().catch(() => {});
          },
          onevent: (name, data) => {
            if (name === 'job') this.take(data);
            else if (name === 'gone') this.drop(data.id);
          },
        });
      } catch (failed) {
        // Polling goes on meanwhile, and says so if that fails, too.
      } finally {
        removeEventListener('pagehide', leave);
      }
      this.streaming = false;
      await pause(AGAIN);
    }
  }

  async poll() {
    let wait = POLL;
    for (;;) {
      await pause(wait);
      if (this.streaming) {
        wait = POLL;
        continue;
      }
      try {
        await this.refresh();
        this.onlost(false);
        wait = POLL;
      } catch (failed) {
        this.onlost(true);
        wait = Math.min(LONGEST, wait * 1.5);
      }
    }
  }
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
