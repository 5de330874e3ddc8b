import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpClient } from '#libs/testing/http-client';
import { PASSWORD } from '#libs/testing/organization';

/** The senders: sign-ins are renewed while the load runs, so a client is asked for each time. */
export interface Callers {
  readonly admin: () => HttpClient;
  readonly platform: () => HttpClient;
}

export interface Place {
  readonly items: readonly string[];
  readonly from: string;
  readonly to: string;
}

type Answer = HttpAnswer<{ readonly id: string; readonly code: string; readonly transactionId: string }>;

const MAY_BE_SHORT = ['INSUFFICIENT_STOCK', 'LATER_MOMENT_NEGATIVE'];

/** Clients that send commands all the time, each under a key of its own and again until it is answered. */
export class Load {
  /** By transaction: the item, and its movements, the lesser first. */
  readonly transactions = new Map<string, { readonly item: string; readonly quantities: readonly number[] }>();
  /** Ids by item number. */
  readonly items = new Map<string, string>();
  /** Addresses of first administrators by the id of their organisation. */
  readonly organizations = new Map<string, string>();
  private stopping = false;
  private lastAcknowledgedAt = performance.now();
  private longestMs = 0;
  private readonly clients: Promise<unknown>;

  constructor(
    private readonly callers: Callers,
    private readonly place: Place,
    clients: number,
    /** Tells the names of this load from those of others on the same platform. */
    private readonly name: string,
  ) {
    const stock = Array.from({ length: clients }, (_, own) => this.repeat((n) => this.step(own, n)));
    this.clients = Promise.all([...stock, this.repeat((n) => this.createOrganization(n))]);
  }

  get acknowledged(): number {
    return this.transactions.size + this.items.size + this.organizations.size;
  }

  /** The longest time without an acknowledged command since this was asked last. */
  takeLongestGapMs(): number {
    const longest = Math.max(this.longestMs, performance.now() - this.lastAcknowledgedAt);
    this.longestMs = 0;
    return Math.round(longest);
  }

  /** Rejects as soon as a client gets an answer that is not allowed. */
  get failed(): Promise<unknown> {
    return this.clients;
  }

  /** Waits for the outstanding answers; a request that nobody answers is given up. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.clients;
  }

  private async repeat(step: (n: number) => Promise<void>): Promise<void> {
    for (let n = 0; !this.stopping; n++) await step(n);
  }

  private step(own: number, n: number): Promise<void> {
    const item = this.place.items[(own + n) % this.place.items.length] as string;
    const quantity = 1 + ((own + n) % 3);
    const { from, to } = this.place;
    switch (n % 6) {
      case 2:
        return this.move(item, 'usages', { locationId: from, quantity }, [-quantity]);
      case 4:
        return this.move(item, 'transfers', { fromLocationId: from, toLocationId: to, quantity }, [
          -quantity,
          quantity,
        ]);
      case 5:
        // Two clients race for each number.
        return this.createItem(`${this.name}-${own >> 1}-${n}`);
      default:
        return this.move(item, 'receipts', { locationId: from, quantity, unitCost: '1' }, [quantity]);
    }
  }

  private async move(item: string, path: string, body: object, quantities: readonly number[]): Promise<void> {
    const answer = await this.insist(this.callers.admin, `items/${item}/${path}`, body, MAY_BE_SHORT);
    if (answer) this.transactions.set(answer.transactionId, { item, quantities });
  }

  private async createItem(itemNumber: string): Promise<void> {
    const body = { itemNumber, name: itemNumber, unit: 'pcs' };
    const answer = await this.insist(this.callers.admin, 'items', body, ['DUPLICATE']);
    if (!answer) return;
    if (this.items.has(itemNumber)) throw new RangeError(`${itemNumber} was given twice`);
    this.items.set(itemNumber, answer.id);
  }

  private async createOrganization(n: number): Promise<void> {
    const slug = `${this.name}-${n}`;
    const admin = { email: `admin@${slug}.test`, name: 'Ada', password: PASSWORD };
    const answer = await this.insist(this.callers.platform, 'organizations', { slug, name: slug, admin }, []);
    if (answer) this.organizations.set(answer.id, admin.email);
  }

  /** The answer to a command; undefined when it may be refused and was, or when nobody answered until the end. */
  private async insist(caller: () => HttpClient, path: string, body: object, mayBe: readonly string[]) {
    const key = randomUUID();
    for (;;) {
      const answer = await this.attempt(() => caller().with({ 'idempotency-key': key }).post(path, body));
      if (answer?.status === 201) {
        this.acknowledge();
        return answer.body;
      }
      if (answer && mayBe.includes(answer.body.code)) return undefined;
      if (answer && answer.status !== 503 && answer.status !== 401) {
        throw new RangeError(`${path}: ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      if (this.stopping) return undefined;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private acknowledge(): void {
    const now = performance.now();
    this.longestMs = Math.max(this.longestMs, now - this.lastAcknowledgedAt);
    this.lastAcknowledgedAt = now;
  }

  private async attempt(send: () => Promise<unknown>): Promise<Answer | undefined> {
    try {
      return (await send()) as Answer;
    } catch {
      // Nobody listens at the moment.
      return undefined;
    }
  }
}
