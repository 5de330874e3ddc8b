import { DomainError } from '#contracts/errors';

/** Runs at most so many works at once. The others wait, in the order of their arrival; further ones are refused. */
export class Places {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(
    private readonly atOnce: number,
    private readonly atMostWaiting: number,
  ) {}

  /** @throws DomainError `SERVICE_UNAVAILABLE` when too many wait already */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.taken < this.atOnce) this.taken++;
    else if (this.waiting.length >= this.atMostWaiting) throw new DomainError('SERVICE_UNAVAILABLE');
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place goes to the next one directly, so that no newcomer takes it in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.taken--;
    }
  }
}
