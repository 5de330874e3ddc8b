import { type EventLog, type Position, START } from '#libs/event-log';

/** Tells a position that the log may have from one beyond its head, which nothing will ever reach because it was asked for. */
export class KnownHead {
  private highest = START;
  private asking: Promise<boolean> | undefined;
  private next: Promise<boolean> | undefined;

  /** `read`: of the newest event that this process has read. */
  constructor(
    private readonly log: Pick<EventLog, 'head'>,
    private readonly read: () => Position,
  ) {}

  /** Asks the log only for a position that this process has not come to. True where the log cannot be asked. */
  async mayHave(position: Position): Promise<boolean> {
    if (position <= this.highest || position <= this.read()) return true;
    return !(await this.ask()) || position <= this.highest;
  }

  /** One question for all who come while one is asked: that one may have been answered before they came. */
  private ask(): Promise<boolean> {
    if (!this.asking) {
      this.asking = this.askLog().finally(() => (this.asking = undefined));
      return this.asking;
    }
    this.next ??= this.asking.then(() => {
      this.next = undefined;
      return this.ask();
    });
    return this.next;
  }

  private async askLog(): Promise<boolean> {
    try {
      const head = await this.log.head();
      if (head > this.highest) this.highest = head;
      return true;
    } catch {
      // The log's own faults are told by the log.
      return false;
    }
  }
}
