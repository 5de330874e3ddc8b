import { createHmac, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { created, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { steppedUp } from '#libs/testing/stepped-up';

/** What a source says of a person, in order of happening. */
const SAID = {
  hired: { firstName: 'Ada', lastName: 'Lovelace', position: 'Baker', startsOn: '2025-01-01' },
  cook: { position: 'Cook', startsOn: '2025-03-01' },
  head: { position: 'Head cook', startsOn: '2025-06-01' },
  leaves: { endsOn: '2199-05-31' },
  corrected: { endsOn: '2199-06-30' },
  stays: { endsOn: '2199-06-30' },
  revoked: {},
  left: { endsOn: '2025-12-31', reason: 'Moved abroad' },
} as const;
type Said = keyof typeof SAID;

const TYPES: Readonly<Record<Said, string>> = {
  hired: 'hired',
  cook: 'changed',
  head: 'changed',
  leaves: 'terminated',
  corrected: 'terminated',
  stays: 'termination_cancelled',
  revoked: 'access_revoked',
  left: 'terminated',
};
const EVERYTHING = Object.keys(SAID) as Said[];

/** The events about one person. The hire is one of them; a leave that has come is the last word. */
const story = fc.subarray(EVERYTHING.slice(1)).map((said): readonly Said[] => ['hired', ...said]);

/** People, the order in which the events of each arrive, some again, and whether each is linked to a user at once. */
export const toldPeople = fc.array(
  story.chain((said) =>
    fc.record({
      said: fc.constant(said),
      order: fc.shuffledSubarray([...said, ...said], { minLength: said.length * 2 }),
      isLinkedFirst: fc.boolean(),
    }),
  ),
  { minLength: 3, maxLength: 3 },
);
export interface ToldPerson {
  readonly said: readonly Said[];
  readonly order: readonly Said[];
  readonly isLinkedFirst: boolean;
}

/** The state in which somebody ends of whom this was said. */
export function endOf(said: readonly Said[]): object {
  const has = (each: Said) => said.includes(each);
  const day = said.findLast((each) => TYPES[each].startsWith('terminat'));
  const lastDay = day === undefined || day === 'stays' ? null : (SAID[day] as { readonly endsOn: string }).endsOn;
  const isIn = !has('left') && !has('revoked');
  return {
    employee: {
      position: has('head') ? 'Head cook' : has('cook') ? 'Cook' : 'Baker',
      status: has('left') ? 'ended' : lastDay === null ? 'active' : 'leaving',
      spells: [{ startsOn: '2025-01-01', lastDay }],
    },
    user: isIn ? 'active' : 'inactive',
    session: isIn,
    key: isIn,
    grant: has('left') ? 'expired' : 'active',
  };
}

export type CastPerson = ToldPerson & { readonly person: Person };

interface Place {
  readonly http: HttpClient;
  databaseUrl(): Promise<string>;
  /** Its clock, where it is not the machine's: epoch milliseconds. */
  readonly now?: number;
}

/** People of a source of HR events, each with a login, a session, a key and a grant. */
export class People {
  private constructor(
    private readonly place: () => Place,
    private readonly organization: Pick<TestOrganization, 'slug'>,
    private readonly admin: () => HttpClient,
    private readonly source: { readonly id: string; readonly secret: string; readonly slug: string },
    private readonly productId: string,
  ) {}

  static async open(place: () => Place, organization: TestOrganization, admin = () => organization.admin) {
    const slug = `${organization.slug}-people`;
    const source = { slug, kind: 'standard', name: 'HR', lastDay: 'last_day_in' };
    const { id, secret } = await created<{ id: string; secret: string }>(admin().post('webhook-sources', source));
    const { id: serviceId } = await created(admin().post('services', { name: 'Contoso' }));
    const { id: productId } = await created(admin().post(`services/${serviceId}/products`, { name: 'Mail' }));
    return new People(place, organization, admin, { id, secret, slug }, productId);
  }

  async join(): Promise<Person> {
    const externalId = `E-${randomUUID().slice(0, 8)}`;
    const email = `${externalId.toLowerCase()}@${this.organization.slug}.test`;
    const user = { email, name: 'Ada', password: PASSWORD, roles: ['manager'] };
    const { id: userId } = await created(this.admin().post('users', user));
    const { token } = await signIn(this.place().http, email);
    await steppedUp(this.place().http.as(token), await this.place().databaseUrl());
    const asked = { name: 'Sync', scopes: ['inventory.item.read'] };
    const { key } = await created<{ key: string }>(this.place().http.as(token).post('api-keys', asked));
    const { id: grantId } = await created(this.admin().post('grants', { productId: this.productId, userId }));
    return { externalId, userId, token, key, grantId };
  }

  /** Told until it is answered, as a source does. Each again under the same id, or under another. */
  async tell({ externalId }: Person, said: Said, id: string = randomUUID()): Promise<void> {
    const happened = new Date(Date.parse('2025-01-01T00:00:00Z') + EVERYTHING.indexOf(said) * 3_600_000);
    const event = {
      type: `person.${TYPES[said]}`,
      timestamp: happened.toISOString(),
      data: { externalId, ...SAID[said] },
    };
    const timestamp = String(Math.floor((this.place().now ?? Date.now()) / 1_000));
    const key = Buffer.from(this.source.secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key)
      .update(`${id}.${timestamp}.${JSON.stringify(event)}`)
      .digest('base64');
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
    const send = async () =>
      (await this.place().http.with(headers).post(`webhooks/hr/${this.source.slug}`, event)).status === 202;
    await eventually(send, { timeoutMs: 60_000, everyMs: 100 });
  }

  /** The employee that was made of a person. */
  async employeeOf({ externalId }: Person): Promise<string> {
    let id: string | undefined;
    await eventually(
      async () => {
        const list = `employees?externalId=${externalId}`;
        id = (await this.admin().get<{ items: { id: string }[] }>(list)).body.items[0]?.id;
        return id !== undefined;
      },
      { timeoutMs: 60_000, everyMs: 50 },
    );
    return id ?? '';
  }

  async link(person: Person): Promise<void> {
    const employeeId = await this.employeeOf(person);
    const linked = await this.admin().put(`employees/${employeeId}/user`, { userId: person.userId });
    expect(linked.status).toBe(200);
  }

  /** Waits until everything that was told is processed. */
  async settled(): Promise<void> {
    const list = `webhook-deliveries?sourceId=${this.source.id}&status=accepted`;
    const isSettled = async () => (await this.admin().get<{ items: object[] }>(list)).body.items.length === 0;
    await eventually(isSettled, { timeoutMs: 60_000, everyMs: 100 });
  }

  /** As `endOf` describes it. */
  async stateOf(person: Person): Promise<object> {
    const { http } = this.place();
    const admin = this.admin();
    const isOpen = async (bearer: string) => (await http.as(bearer).get('items')).status === 200;
    const shown = async <Body>(path: string) => (await admin.get<Body>(path)).body;
    interface Employee {
      position: string;
      status: string;
      spells: { startsOn: string; lastDay: string | null }[];
    }
    const { position, status, spells } = await shown<Employee>(`employees/${await this.employeeOf(person)}`);
    return {
      employee: { position, status, spells: spells.map(({ startsOn, lastDay }) => ({ startsOn, lastDay })) },
      user: (await shown<{ status: string }>(`users/${person.userId}`)).status,
      session: await isOpen(person.token),
      key: await isOpen(person.key),
      grant: (await shown<{ status: string }>(`grants/${person.grantId}`)).status,
    };
  }

  /** Tells of people in their orders, the events of one between those of the others. */
  async tellAll(told: readonly CastPerson[], between = async () => {}): Promise<void> {
    for (const { person, isLinkedFirst } of told) {
      if (!isLinkedFirst) continue;
      await this.tell(person, 'hired');
      await this.link(person);
    }
    const most = Math.max(...told.map(({ order }) => order.length));
    for (let at = 0; at < most; at++) {
      for (const { person, order } of told) {
        const said = order[at];
        if (said === undefined) continue;
        const id = randomUUID();
        await this.tell(person, said, id);
        if (at % 2 === 0) await this.tell(person, said, id);
        await between();
      }
    }
    await this.settled();
    for (const { person, isLinkedFirst } of told) if (!isLinkedFirst) await this.link(person);
  }
}

export interface Person {
  readonly externalId: string;
  readonly userId: string;
  readonly token: string;
  readonly key: string;
  readonly grantId: string;
}
