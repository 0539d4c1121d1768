/** Writes of one instance go one after the other, without the file that keeps other processes out in between. */
export class WriteQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const next = this.#last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#last = next.catch(() => undefined);
    return next;
  }
}
