import { type ChangedThing, type LiveTopic, type ShownEvent, shownFields } from '#contracts/declare/live-topic';
import { withoutTechnical } from '#contracts/declare/technical-fields';
import type { Position, RecordedEvent } from '#libs/event-log';
import { EventCodec, RawEvent, UnknownEventVersion, type Keys, type Recorded } from '#libs/event-sourcing';
import { sseMessage } from './sse';

/** A change as it is sent, with the fields that decide who may see it. */
export interface LiveItem {
  readonly position: Position;
  readonly tenantId: string;
  readonly topic: LiveTopic;
  /** Full names of the projections that have passed it before it is sent. */
  readonly projections: readonly string[];
  /** In a topic with a scope: the subject of the change. */
  readonly boundTo: readonly string[];
  /** Without the thing that changed. */
  readonly message: string;
  readonly asks?: ThingAsked;
}

/** The read of the thing that changed. */
export interface ThingAsked {
  readonly thing: ChangedThing;
  readonly request: object;
  /** The same for changes of the same thing. */
  readonly key: string;
  /** The message with the thing; undefined: it could not be read. */
  readonly messageWith: (answer: object | undefined) => string;
}

/** Personal data is null to a reader without keys. */
const NO_KEYS: Keys = {
  current: () => null,
  prepare: () => Promise.resolve(),
  byId: () => new Map(),
};

type ShownIn = readonly [topic: LiveTopic, shown: ShownEvent];
type Data = Readonly<Record<string, unknown>>;

/**
 * Makes changes of recorded events; undefined for an event without a topic. A version that is unknown to this release
 * is shown by its metadata alone.
 */
export function liveItems(topics: readonly LiveTopic[]): (event: RecordedEvent) => LiveItem | undefined {
  const byType = new Map<string, ShownIn>(
    topics.flatMap((topic) => topic.on.map((shown) => [shown.event.type, [topic, shown]] as const)),
  );
  const codec = new EventCodec(NO_KEYS);
  return (event) => {
    const found = byType.get(event.type);
    return found && itemOf(found, event, decoded(codec, event));
  };
}

/** Undefined for a version that is unknown to this release. Nothing is awaited: there are no keys to look up. */
function decoded(codec: EventCodec, event: RecordedEvent): Recorded | undefined {
  try {
    return (codec.decode([event]) as readonly Recorded[])[0];
  } catch (error) {
    if (error instanceof UnknownEventVersion) return undefined;
    throw error;
  }
}

function itemOf([topic, shown]: ShownIn, event: RecordedEvent, known?: Recorded): LiveItem {
  const { event: of, show, boundTo, thing, projections = topic.projections } = shown;
  const { metadata, tenantId, position } = known ?? new RawEvent(event);
  const data = known ? (withoutTechnical(of, known.data as Data) as never) : undefined;
  const fields = data ? show(data) : {};
  const request = thing && data ? thing.ask(fields as never) : undefined;
  const change = {
    ...(thing && !request && thing.unread),
    ...fields,
    action: metadata.action,
    id: metadata.entityId,
    occurredAt: metadata.occurredAt,
  };
  const messageOf = (more: object) => sseMessage(position, topic.name, shownFields(topic, { ...change, ...more }));
  return {
    position,
    tenantId,
    topic,
    projections,
    boundTo: data && boundTo ? boundTo(data) : [],
    message: messageOf({}),
    ...(thing && request && { asks: asked(thing, request, { tenantId, messageOf }) }),
  };
}

function asked(
  thing: ChangedThing,
  request: object,
  { tenantId, messageOf }: { readonly tenantId: string; readonly messageOf: (more: object) => string },
): ThingAsked {
  return {
    thing,
    request,
    key: JSON.stringify([tenantId, thing.query.name, request]),
    messageWith: (answer) => messageOf(answer ? thing.show(answer as never) : thing.unread),
  };
}
