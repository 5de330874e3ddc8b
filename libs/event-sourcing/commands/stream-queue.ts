/** Work on one stream in one process, one after the other; streams do not wait for each other. */
export class StreamQueue {
  private readonly waiting = new Map<string, { last: Promise<unknown>; length: number }>();

  /** Runs `task` after all earlier tasks of the same stream have ended, in success or failure. */
  async run<Result>(stream: string, task: () => Promise<Result>): Promise<Result> {
    const queue = this.waiting.get(stream) ?? { last: Promise.resolve(), length: 0 };
    this.waiting.set(stream, queue);
    queue.length++;
    const before = queue.last;
    const result = before.then(task, task);
    queue.last = result;
    try {
      return await result;
    } finally {
      if (--queue.length === 0) this.waiting.delete(stream);
    }
  }
}
