import { allContracts } from '#contracts/catalogue';
import type { Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { GetOrganization, type Organization } from '#contracts/tenancy/get-organization';
import { localDate } from '#contracts/values/local-date';
import type { Position } from '#contracts/values/position';
import type { Reply } from '#libs/messaging';
import { StartRefused } from '#libs/runtime';
import { bodyWith, namesIn, valueAt, type Surroundings } from './body-values';
import { type DatedStep, type LoadingDay, datedSteps } from './dated-steps';
import { demoCommandId, demoSecret } from './demo-accounts';
import type { DemoHrSystems, DemoSource } from './demo-hr-systems';
import type { DemoFile, DemoPeople } from './demo-people';
import type { Staff } from './factory/attendance';
import { factoryFile } from './factory/factory-file';
import { factorySetup } from './factory/factory-setup';
import {
  isDelivered,
  staffOf,
  type DeliveredStep,
  type Json,
  type Person,
  type SentStep,
  type Story,
} from './scenario';

/** How long a query waits for the answer that it is sent for; one that says `within` has its own time. */
const UNTIL_SECONDS = 30;

const ACKNOWLEDGED = 202;

/** The step of each story that creates its organisation; the others are sent within it. */
const ORGANIZATION_STEP = 'organization';

export interface Telling {
  readonly people: DemoPeople;
  readonly hrSystems: DemoHrSystems;
  readonly platform: Readonly<Record<string, Person>>;
  readonly password: string;
  /** Of the year of production: how many there are before the day of loading. */
  readonly days: number;
  /** Called with the number of steps that are done and the number there are. */
  readonly told: (done: number, all: number) => void;
}

/** The organisation's day of loading, and its moment in epoch milliseconds. */
interface StoryDay extends LoadingDay {
  readonly at: number;
}

/**
 * Sends the steps of a story, file by file, and returns how to send those of its later files. A step that was carried out
 * before answers as it did then.
 */
export async function tellStory(story: Story, telling: Telling): Promise<() => Promise<void>> {
  const teller = new Teller(story, telling);
  const first = story.files.flat().find(({ name }) => name === ORGANIZATION_STEP);
  if (!first || isDelivered(first)) throw new TypeError(`${story.name} has no step ${ORGANIZATION_STEP}`);
  const loading = await teller.begin(first);
  const datedFiles = (files: Story['files']) =>
    files.map((file) =>
      datedSteps(
        file.filter((step) => step !== first),
        loading,
      ),
    );
  const [files, later] = [datedFiles(story.files), datedFiles(story.later)];
  const all = [...files, ...later].flat().length;
  let done = 0;
  const send = async (steps: readonly DatedStep[]) => {
    for (const step of steps) {
      await teller.send(step, loading);
      telling.told(++done, all);
    }
  };
  const tell = async (each: readonly (readonly DatedStep[])[]) => {
    for (const file of each) {
      await send(file.filter(({ effectiveAt }) => effectiveAt === undefined));
      await forEachAtOnce(historiesOf(file), send);
    }
  };
  await tell(files);
  return () => tell(later);
}

/** The steps with a moment, by the thing that each names first, an item say: the history of each is told in order. */
function historiesOf(steps: readonly DatedStep[]): readonly (readonly DatedStep[])[] {
  const histories = new Map<string, DatedStep[]>();
  for (const dated of steps) {
    if (dated.effectiveAt === undefined) continue;
    const about = namesIn(dated.step.body)[0] ?? '';
    histories.set(about, [...(histories.get(about) ?? []), dated]);
  }
  return [...histories.values()];
}

/** Waits for all of them, and then throws the first fault. */
export async function forEachAtOnce<Each>(
  all: readonly Each[],
  work: (each: Each, index: number) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(all.map(work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

class Teller {
  /** By the names of their steps; of a person, by their name, the id. */
  private readonly answers = new Map<string, Json>();
  /** The bodies of steps as they were sent, by the names of the steps. */
  private readonly bodies = new Map<string, object>();
  /** Of the last thing recorded so far: a query sees it. */
  private position: Position | undefined;

  constructor(
    private readonly story: Story,
    private readonly telling: Telling,
  ) {}

  /** The day of loading is that of the organisation's creation, also for a load that goes on on another day. */
  async begin(step: SentStep): Promise<StoryDay> {
    const position = await this.send({ name: step.name, step, day: '' }, { today: '', timeZone: 'UTC', at: 0 });
    const organizationId = this.answerOf(step.name, 'id');
    const sent = { commandId: demoCommandId(this.story.name, 'look'), waitFor: position };
    const { answer } = await this.telling.people.send<Organization>(
      this.personOf(step.as).email,
      GetOrganization,
      { organizationId },
      sent,
    );
    const { createdAt, timeZone } = answer;
    return { today: localDate(createdAt, timeZone), timeZone, at: Date.parse(createdAt) };
  }

  /** Returns the position of what it recorded, if it is known. */
  async send(dated: DatedStep, loading: StoryDay): Promise<Position | undefined> {
    const { today, timeZone } = loading;
    const { name, step, day } = dated;
    await this.meet(step.body);
    const seed = `${this.story.name}/${name}`;
    const surroundings: Surroundings = {
      answerOf: (named, path) => this.answerOf(named, path),
      person: (named) => this.credentialsOf(named),
      secret: (named) => demoSecret(this.telling.password, `${this.story.name}/${named}`),
      today,
      timeZone,
      day,
      seed,
    };
    const body = bodyWith(step.body, surroundings) as object;
    this.bodies.set(name, body);
    try {
      const { answer, position } = isDelivered(step)
        ? await this.deliver(dated, step, body)
        : step.file === undefined
          ? await this.reply(dated, step, body)
          : await this.upload(step, body, this.fileOf(dated, step, { surroundings, loading }));
      this.answers.set(name, answer);
      return position;
    } catch (error) {
      throw stoppedAt(seed, error);
    }
  }

  private async deliver(
    { name, effectiveAt = '' }: DatedStep,
    { deliver, signed, answers }: DeliveredStep,
    body: object,
  ): Promise<Reply<Json>> {
    const { answer, status } = await this.telling.hrSystems.call(this.bodies.get(deliver) as DemoSource, {
      id: demoCommandId(this.story.name, name),
      body: { ...body, timestamp: effectiveAt },
      happenedAt: Date.parse(effectiveAt),
      signed,
    });
    if (status === (answers ?? ACKNOWLEDGED)) return { answer };
    throw new DomainError('SERVICE_UNAVAILABLE', `A call of ${deliver} was answered ${status}`);
  }

  private async reply(
    { name, effectiveAt }: DatedStep,
    { as, send, until = {}, within = UNTIL_SECONDS }: SentStep,
    body: object,
  ): Promise<Reply<Json>> {
    const { people } = this.telling;
    const { type, kind } = contractNamed(send);
    const payload = { ...body, ...(effectiveAt !== undefined && { effectiveAt }) };
    const commandId = demoCommandId(this.story.name, name);
    const wanted = Object.entries(until);
    const deadline = Date.now() + within * 1_000;
    for (;;) {
      const waitFor = kind === 'query' ? this.position : undefined;
      const reply = await people.send<Json>(this.personOf(as).email, type, payload, { commandId, waitFor });
      if (kind === 'command') this.noteRecorded(reply.position);
      if (wanted.every(([path, value]) => valueAt(reply.answer, path) === value)) return reply;
      if (Date.now() > deadline || valueAt(reply.answer, 'status') === 'failed') {
        const reason = valueAt(reply.answer, 'reason') ?? 'what it waits for has not happened';
        throw new DomainError('SERVICE_UNAVAILABLE', reason as string);
      }
      await people.pause();
    }
  }

  private async upload(
    { as, send }: SentStep,
    body: object,
    { name, file }: { readonly name: string; readonly file: DemoFile },
  ): Promise<Reply<Json>> {
    const commandId = demoCommandId(this.story.name, name);
    const fields = body as Record<string, string>;
    const { email } = this.personOf(as);
    const reply = await this.telling.people.upload<Json>(email, contractNamed(send), fields, { file, commandId });
    this.noteRecorded(reply.position);
    return reply;
  }

  /** A year of another length is another file, and so another command: its rows change nothing of those that are there. */
  private fileOf(
    { name }: DatedStep,
    step: SentStep,
    { surroundings, loading }: { readonly surroundings: Surroundings; readonly loading: StoryDay },
  ) {
    const { file } = step;
    if (typeof file !== 'object') return { name, file: { type: 'text/plain', name: 'file.txt', text: file ?? '' } };
    const { today, timeZone, at } = loading;
    const { days } = this.telling;
    const staff = bodyWith(staffOf(step), surroundings) as unknown as readonly Staff[];
    const setup = factorySetup(this.story, today, timeZone);
    const year = { today, timeZone, until: at, days, seed: this.story.name };
    const text = factoryFile(file.year, setup, year, { staff });
    return { name: `${name} of ${days} days`, file: { type: 'text/csv', name: `${file.year}.csv`, text } };
  }

  /** Positions sort as text. */
  private noteRecorded(position: Position | undefined): void {
    if (position !== undefined && (this.position === undefined || position > this.position)) this.position = position;
  }

  /** The id of a first administrator, whom no step of this story makes a user, is that of their session. */
  private async meet(body: Json): Promise<void> {
    for (const name of namesIn(body)) {
      const person = this.story.people[name];
      if (person && !this.answers.has(name)) {
        this.answers.set(name, { id: await this.telling.people.idOf(person.email) });
      }
    }
  }

  private answerOf(name: string, path: string): Json {
    const answer = this.answers.get(name);
    if (answer === undefined) throw new TypeError(`${this.story.name}: no step before is named ${name}`);
    const value = valueAt(answer, path);
    if (value === undefined) throw new TypeError(`${this.story.name}: the answer of ${name} has no ${path}`);
    return value;
  }

  private credentialsOf(name: string) {
    const { email, name: fullName } = this.personOf(name);
    return { email, name: fullName, password: this.telling.password };
  }

  private personOf(name: string): Person {
    const person = this.story.people[name] ?? this.telling.platform[name];
    if (!person) throw new TypeError(`${this.story.name} names nobody ${name}`);
    return person;
  }
}

function contractNamed(name: string): Contract {
  const contract = allContracts().find((each) => each.name === name);
  if (!contract) throw new TypeError(`there is no contract ${name}`);
  return contract;
}

/** A fault of the code or of the scenario is thrown as it is. */
function stoppedAt(step: string, error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const faults = error.fields.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  return new StartRefused(
    `The demo stopped at ${step}: ${error.message}${faults === '' ? '' : ` (${faults})`}. ` +
      '`opsledger demo load` goes on from there.',
  );
}
