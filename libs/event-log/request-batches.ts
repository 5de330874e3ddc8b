export interface RequestBatchesOptions<Request, Answer> {
  /** Answers a batch, in the order of its requests. */
  readonly answer: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  /** Equal requests that wait at the same time are one. */
  readonly keyOf: (request: Request) => string;
  /** The most requests of a batch. */
  readonly most: number;
  /** While so many batches are under way, further requests wait for the next one. */
  readonly atOnce: number;
}

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers many requests at once, as with one statement: requests of one turn of the event loop, or made while earlier
 * batches are under way, are one batch. Nothing is kept: a request that comes later is answered anew.
 */
export class RequestBatches<Request, Answer> {
  private readonly waiting = new Map<string, Waiting<Request, Answer>>();
  private underWay = 0;
  private scheduled = false;

  constructor(private readonly options: RequestBatchesOptions<Request, Answer>) {}

  /** Fails as its whole batch does. */
  ask(request: Request): Promise<Answer> {
    const key = this.options.keyOf(request);
    const before = this.waiting.get(key);
    if (before) return before.answer;
    const { promise: answer, resolve, reject } = withResolvers<Answer>();
    this.waiting.set(key, { request, answer, resolve, reject });
    this.schedule();
    return answer;
  }

  private schedule(): void {
    if (this.scheduled || this.underWay >= this.options.atOnce || this.waiting.size === 0) return;
    this.scheduled = true;
    // After the continuations of all promises that are settled now: they may ask for more.
    process.nextTick(() => {
      this.scheduled = false;
      void this.answerNext();
    });
  }

  private async answerNext(): Promise<void> {
    const batch = [...this.waiting].slice(0, this.options.most);
    for (const [key] of batch) this.waiting.delete(key);
    this.underWay++;
    this.schedule();
    try {
      const answers = await this.options.answer(batch.map(([, { request }]) => request));
      for (const [index, [, { resolve }]] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    } finally {
      this.underWay--;
      this.schedule();
    }
  }
}

function withResolvers<Answer>() {
  let resolve!: (answer: Answer) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Answer>((settle, fail) => {
    [resolve, reject] = [settle, fail];
  });
  return { promise, resolve, reject };
}
