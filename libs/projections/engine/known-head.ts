import { type EventLog, type Position, START } from '#libs/event-log';

/**
 * Tells a position that the log may have from one beyond its head. A wait for a position beyond the head is in vain.
 */
export class KnownHead {
  private highest = START;
  private asking: Promise<boolean> | undefined;
  private next: Promise<boolean> | undefined;

  /** `read`: the position of the newest event that this process has read. */
  constructor(
    private readonly log: Pick<EventLog, 'head'>,
    private readonly read: () => Position,
  ) {}

  /**
   * Whether the log may have a position. Asks the log only for a position that this process has not read. True if the
   * log cannot be asked.
   */
  async mayHave(position: Position): Promise<boolean> {
    if (position <= this.highest || position <= this.read()) return true;
    return !(await this.ask()) || position <= this.highest;
  }

  /**
   * All callers that come during a question share the next one: the log may have answered the current one before they
   * came.
   */
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
      // The log reports its own faults.
      return false;
    }
  }
}
