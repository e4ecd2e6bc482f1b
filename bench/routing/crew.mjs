// Runs in virtual time share nothing, so each core takes the next one: a crew of threads over one list of tasks.
import os from 'node:os';
import { Worker } from 'node:worker_threads';

export class Crew {
  #idle = [];
  #waiting = [];
  #workers;

  constructor(folder) {
    const count = Math.max(1, Math.min(os.availableParallelism(), 8));
    this.#workers = Array.from(
      { length: count },
      () => new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { folder } }),
    );
    this.#idle.push(...this.#workers);
  }

  /** What the task of that name in tasks.mjs gives for these terms. */
  do(name, terms) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, terms, resolve, reject });
      this.#next();
    });
  }

  dismiss() {
    return Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #next() {
    if (this.#idle.length === 0 || this.#waiting.length === 0) return;
    const worker = this.#idle.pop();
    const { name, terms, resolve, reject } = this.#waiting.shift();
    const release = () => {
      worker.off('message', answered).off('error', failed);
      this.#idle.push(worker);
      this.#next();
    };
    const answered = ({ result, error }) => {
      release();
      if (error === undefined) resolve(result);
      else reject(new Error(`${name} ${JSON.stringify(terms)}: ${error}`));
    };
    const failed = (error) => {
      worker.off('message', answered);
      reject(error);
    };
    worker.once('message', answered).once('error', failed);
    worker.postMessage({ name, terms });
  }
}
