import { contractOf, type ContractClass } from './contract';
import type { EventClass } from './event';
import { fieldsOf, type FieldedClass } from './field';
import { Id, Instant, Name } from './fields';
import type { RowScope } from './scope';
import type { Permission } from '../permissions';

/** The path of the live stream. */
export const STREAM_PATH = '/api/v1/stream';

/** A change as every topic shows it. A topic's own class adds names, and ids of what else changed. */
export class LiveChange {
  @Name({ description: 'What was done, as in the audit trail', example: 'item.created' }) action!: string;
  @Id({ description: 'Of what was changed' }) id!: string;
  @Instant() occurredAt!: string;
}

/** One type of event in a topic, and the fields that it shows there. */
export interface ShownEvent<Change extends object = object> {
  readonly event: EventClass;
  readonly show: (data: never) => Change;
  /** In a topic with a scope: the accounts, domains, services or products that the event is about. */
  readonly boundTo?: (data: never) => readonly string[];
  /** The projections that have passed the event before it is shown. Default: those of the topic. */
  readonly projections?: readonly string[];
  readonly thing?: ChangedThing;
}

/**
 * How the thing that changed is read: once for all who follow the topic in an organisation, when its read models have
 * passed the change.
 */
export interface ChangedThing {
  /** Of the topic's own permission, without a scope, and sent by the gateway. */
  readonly query: ContractClass;
  /** The request; undefined: this change is of nothing that could be read. */
  readonly ask: (change: never) => object | undefined;
  /** The fields of the change that the answer gives. */
  readonly show: (answer: never) => object;
  /** The same fields where nothing was read. */
  readonly unread: object;
}

/** `changedThing(GetItem, { ask: ({ itemId }) => ({ itemId }), show: ({ name }) => ({ name }), unread: { name: null } })`. */
export function changedThing<Query extends object, Fields extends object>(
  query: ContractClass<Query>,
  how: {
    readonly ask: (change: never) => Partial<Query> | undefined;
    readonly show: (answer: never) => Fields;
    readonly unread: Fields;
  },
): ChangedThing {
  return { query, ...how };
}

/** Changes that show the thing that changed. */
export function readWith<Change extends object>(
  thing: ChangedThing,
  events: readonly ShownEvent<Change>[],
): ShownEvent<Change>[] {
  return events.map((each) => ({ ...each, thing }));
}

/** Changes that are shown by other projections than those of their topic. Names within the service. */
export function foldedBy<Change extends object>(
  projections: readonly string[],
  events: readonly ShownEvent<Change>[],
): ShownEvent<Change>[] {
  return events.map((each) => ({ ...each, projections }));
}

/**
 * `shown(ItemCreated, ({ name }) => ({ name }))`. The data comes without technical fields, and with null for what is
 * personal. `show` is pure.
 */
export function shown<Type extends string, Data extends object, Change extends object>(
  event: EventClass<Type, Data>,
  show: (data: Data) => Change,
  boundTo?: (data: Data) => readonly string[],
): ShownEvent<Change> {
  return { event, show, ...(boundTo && { boundTo }) };
}

/** A subject that clients can follow: some types of event, shown to callers with the permission. */
export interface LiveTopic {
  /** As clients ask for it; the `event` of its messages. */
  readonly name: string;
  readonly service: string;
  /** `self`: every user who is signed in. Its changes are about their own things, and its scope is `own`. */
  readonly permission: Permission | 'self';
  /** The class of what is shown. */
  readonly shows: FieldedClass;
  /** Full names of all projections that have passed some event of it before that is shown. */
  readonly projections: readonly string[];
  /** Binds the permission to some events, as a contract's scope binds it to some rows. */
  readonly scope?: Pick<RowScope, 'by'>;
  readonly on: readonly ShownEvent[];
}

interface TopicOptions<Shows extends LiveChange> extends Omit<LiveTopic, 'shows' | 'on'> {
  readonly shows: abstract new () => Shows;
  readonly on: readonly ShownEvent<Omit<Shows, keyof LiveChange>>[];
}

const NAME = /^[a-z][a-z-]{0,40}$/;

const topics = new Map<string, LiveTopic>();
const topicOfType = new Map<string, string>();

/**
 * Declares a live topic. `projections` are names within the service; each of them folds every type of the topic that names
 * none of its own.
 * @throws TypeError for a contradiction
 */
export function liveTopic<Shows extends LiveChange>(options: TopicOptions<Shows>): LiveTopic {
  const { name, service, permission, on, scope } = options;
  if (!NAME.test(name) || topics.has(name)) throw new TypeError(`the topic ${name} is declared twice, or cannot be`);
  if (permission === 'self' && scope?.by !== 'own')
    throw new TypeError(`the topic ${name} is of the caller's own alone`);
  for (const { event, boundTo, thing } of on) {
    const other = topicOfType.get(event.type);
    // A position is the id of one message.
    if (other !== undefined) throw new TypeError(`${event.type} is shown by the topics ${other} and ${name}`);
    if (Boolean(scope) !== Boolean(boundTo)) {
      throw new TypeError(`${event.type} says whose it is exactly where its topic ${name} has a scope`);
    }
    if (thing) refuseThing(name, thing, { permission, scope });
    topicOfType.set(event.type, name);
  }
  const named = (projections: readonly string[]) => projections.map((each) => `${service}.${each}`);
  const shownBy = on.map((each) => ({ ...each, projections: named(each.projections ?? options.projections) }));
  const projections = [...new Set(shownBy.flatMap((each) => each.projections))];
  const topic: LiveTopic = { ...options, projections, on: shownBy };
  topics.set(name, topic);
  return topic;
}

/** All followers share what is read: it must be what each of them may read. */
function refuseThing(
  name: string,
  { query }: ChangedThing,
  topic: { readonly permission: LiveTopic['permission']; readonly scope: LiveTopic['scope'] | undefined },
): void {
  const { permission, scope, sentBy, subject } = contractOf(query);
  if (permission !== topic.permission || scope || topic.scope)
    throw new TypeError(`the topic ${name} reads ${subject}, which not all who follow it may read`);
  if (!sentBy.includes('gateway')) throw new TypeError(`the topic ${name} reads ${subject}, which no gateway sends`);
}

/** Every topic whose file has been loaded; `catalogue.ts` loads them all. */
export function declaredTopics(): readonly LiveTopic[] {
  return [...topics.values()];
}

/** The fields of a change that the topic's class declares, and no others. */
export function shownFields({ shows }: LiveTopic, change: object): object {
  const values = change as Readonly<Record<string, unknown>>;
  const names = fieldsOf(shows).map(({ name }) => name);
  return Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
}
