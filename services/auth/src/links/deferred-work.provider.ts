import { Logger } from '@nestjs/common';
import { DomainError } from '#contracts/errors';

const AT_ONCE = 2;
const MOST_WAITING = 1_000;

/**
 * Work that no answer waits for, since its time would show what it found. It is lost with the process: the person asks
 * again.
 */
export class DeferredWork {
  private readonly logger = new Logger(DeferredWork.name);
  private readonly waiting: (() => Promise<unknown>)[] = [];
  private running = 0;

  /** @throws DomainError `SERVICE_UNAVAILABLE` when too much is waiting, whatever the work is */
  add(work: () => Promise<unknown>): void {
    if (this.waiting.length >= MOST_WAITING) throw new DomainError('SERVICE_UNAVAILABLE');
    this.waiting.push(work);
    if (this.running < AT_ONCE) void this.workOn();
  }

  private async workOn(): Promise<void> {
    this.running++;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      await next().catch((error: unknown) => this.logger.error({ message: 'deferred work failed', error }));
    }
    this.running--;
  }
}
