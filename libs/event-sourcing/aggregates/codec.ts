import { eventDeclaration, type DomainEvent, type EventDeclaration, type JsonObject } from '#contracts/declare/event';
import type { EventMetadata, EventSubject, Recorded } from '#contracts/declare/recorded';
import { canonicalJson, canonicalMembers, joinedMembers, type NewEvent, type RecordedEvent } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import {
  isSealed,
  openField,
  sealField,
  sealedUnder,
  type KeyOrGone,
  type Subject,
  type SubjectKey,
  type SubjectKeys,
} from '#libs/privacy';
import { DecodedEvent, schemaVersionIn } from './decoded-event';
import { eventIdOf } from '../commands/identifiers';
import { UnknownEventType, UnknownEventVersion } from './unreadable-event';

/** An event as the log takes it, with its data as a reader will see it: plain JSON text. */
export interface EncodedEvent extends NewEvent {
  readonly plainData: string;
}

/** The part of `SubjectKeys` that the codec uses. */
export type Keys = Pick<SubjectKeys, 'current' | 'prepare' | 'byId'>;

interface Reader {
  readonly declaration: EventDeclaration;
  /** The names of personal fields in recorded data, of all versions. */
  readonly sealedFields: readonly string[];
}

interface Parsed {
  readonly event: RecordedEvent;
  readonly reader: Reader;
  readonly version: number;
  readonly data: Record<string, unknown>;
}

const NO_KEYS: ReadonlyMap<string, KeyOrGone> = new Map();

/**
 * Converts decided events to recorded ones, and back: canonical JSON, versions, and the encryption of personal data.
 * Personal fields are encrypted under their subject's key in the event's tenant, `ip` and `userAgent` of the metadata
 * under the actor's.
 */
export class EventCodec {
  private readonly readers = new Map<string, Reader>();

  constructor(
    private readonly keys: Keys,
    private readonly declarationOf: (type: string) => EventDeclaration | undefined = eventDeclaration,
  ) {}

  /**
   * The events of one command, in order. A personal field becomes null when its subject's key is destroyed.
   * @throws UnknownEventType for a type that is not declared, TypeError for a person's traces under a service
   */
  async encode(events: readonly DomainEvent[], context: CommandContext): Promise<readonly EncodedEvent[]> {
    const keys = await this.keysFor(events, context);
    const base = canonicalMembers(metadataOf(context, keys.actor));
    return events.map((event, index) => {
      const { type } = event;
      const { declaration } = this.readerOf(type);
      const { version, personal } = declaration;
      const subject = subjectOf(declaration, event.data as JsonObject);
      const metadata = joinedMembers(base, canonicalMembers({ ...subject, schemaVersion: version }));
      const { sealed, plain, open } = protect(event.data as JsonObject, personal, keys.subjects);
      const data = canonicalJson(sealed);
      const plainData = personal ? JSON.stringify(plain) : data;
      const saying = `${type}/${version}/${context.now}/${personal ? canonicalJson(open) : data}`;
      return { id: eventIdOf(context.commandId, index, saying), type, data, metadata, plainData };
    });
  }

  /**
   * Recorded events in today's shape. Synchronous when nothing in the batch is encrypted or all its keys are cached;
   * else after one query for the missing keys.
   * @throws UnknownEventType | UnknownEventVersion | UndecipherableField | UnknownSubjectKey
   */
  decode(batch: readonly RecordedEvent[]): readonly Recorded[] | Promise<readonly Recorded[]> {
    const parsed = batch.map((event) => this.parse(event));
    const ids = new Set<string>();
    for (const { reader, data } of parsed) {
      for (const field of reader.sealedFields) {
        const value = data[field];
        if (isSealed(value)) ids.add(sealedUnder(value));
      }
    }
    if (ids.size === 0) return parsed.map((each) => this.finish(each, NO_KEYS));
    const keys = this.keys.byId(ids);
    if (keys instanceof Promise) return keys.then((found) => parsed.map((each) => this.finish(each, found)));
    return parsed.map((each) => this.finish(each, keys));
  }

  /** Metadata with `ip` and `userAgent` decrypted; left out when the actor's key is destroyed. */
  async reveal(metadata: readonly EventMetadata[]): Promise<readonly EventMetadata[]> {
    const sealed = metadata.flatMap(({ ip, userAgent }) => [ip, userAgent]).filter(isSealed);
    const keys = await this.keys.byId(new Set(sealed.map(sealedUnder)));
    return metadata.map(({ ip, userAgent, ...rest }) => ({
      ...rest,
      ...opened('ip', ip, keys),
      ...opened('userAgent', userAgent, keys),
    }));
  }

  private parse(event: RecordedEvent): Parsed {
    const reader = this.readerOf(event.type, event);
    const version = schemaVersionIn(event.metadata);
    return { event, reader, version, data: JSON.parse(event.data) as Record<string, unknown> };
  }

  private finish({ event, reader, version, data }: Parsed, keys: ReadonlyMap<string, KeyOrGone>): Recorded {
    for (const field of reader.sealedFields) {
      const value = data[field];
      if (isSealed(value)) {
        const key = keys.get(sealedUnder(value));
        data[field] = key ? openField(key, field, value) : null;
      }
    }
    const { declaration } = reader;
    return new DecodedEvent(event, version === declaration.version ? data : upcast(declaration, version, data, event));
  }

  private readerOf(type: string, location?: RecordedEvent): Reader {
    const known = this.readers.get(type);
    if (known) return known;
    const declaration = this.declarationOf(type);
    if (!declaration) throw new UnknownEventType(type, location);
    const { fields = [], formerly = [] } = declaration.personal ?? {};
    const reader = { declaration, sealedFields: [...fields, ...formerly] };
    this.readers.set(type, reader);
    return reader;
  }

  private async keysFor(events: readonly DomainEvent[], context: CommandContext) {
    const { tenantId, actor } = context;
    const subjects = new Map<string, Subject>();
    for (const { type, data } of events) {
      const { personal } = this.readerOf(type).declaration;
      if (!personal) continue;
      const subject = (data as JsonObject)[personal.subject];
      if (typeof subject !== 'string') throw new TypeError(`${type} names no person in ${personal.subject}`);
      if (personal.fields.some((field) => isPresent((data as JsonObject)[field]))) {
        subjects.set(subject, { tenantId, subject });
      }
    }
    const seen = context.ip !== undefined || context.userAgent !== undefined;
    if (seen && actor.type === 'service') {
      // No erasure of a person destroys a service's key.
      throw new TypeError(`${actor.id} is a service: an ip or userAgent has to belong to a person as the actor`);
    }
    const wanted = [...subjects.values(), ...(seen ? [{ tenantId, subject: actor.id }] : [])];
    if (wanted.length > 1) await this.keys.prepare(wanted);
    const found = new Map<string, KeyOrGone>();
    for (const each of wanted) found.set(each.subject, await this.keys.current(each));
    return { subjects: found, actor: (seen ? found.get(actor.id) : null) ?? null };
  }
}

/**
 * An event's data as the log takes it (`sealed`), as a reader will see it (`plain`), and without personal fields
 * (`open`). Only `open` may go into a digest that outlives the person's key.
 */
function protect(data: JsonObject, personal: EventDeclaration['personal'], keys: ReadonlyMap<string, KeyOrGone>) {
  if (!personal) return { sealed: data, plain: data, open: data };
  const sealed: Record<string, unknown> = { ...data };
  const plain: Record<string, unknown> = { ...data };
  const open: Record<string, unknown> = { ...data };
  const key = keys.get(String(data[personal.subject])) ?? null;
  for (const field of personal.fields) {
    delete open[field];
    if (!isPresent(data[field])) continue;
    sealed[field] = key && sealField(key, field, data[field]);
    if (!key) plain[field] = null;
  }
  return { sealed, plain, open };
}

/** @throws TypeError where the data does not name the entity */
function subjectOf(declaration: EventDeclaration, data: JsonObject): EventSubject {
  const { type, action, entity, occurrence, refusal } = declaration;
  const entityId = data[entity.id];
  if (typeof entityId !== 'string') throw new TypeError(`${type} names no ${entity.type} in ${entity.id}`);
  const label = labelOf(declaration, data);
  const effect = refusal ? 'refusal' : occurrence ? 'occurrence' : 'change';
  return { action, entityType: entity.type, entityId, ...(label !== undefined && { label }), effect };
}

/** A personal label is left out: no erasure reaches metadata. */
function labelOf({ entity: { label }, personal }: EventDeclaration, data: JsonObject): string | undefined {
  if (label === undefined || personal?.fields.includes(label)) return undefined;
  const value = data[label];
  return typeof value === 'string' ? value : undefined;
}

function metadataOf(
  context: CommandContext,
  key: SubjectKey | null,
): Omit<EventMetadata, 'schemaVersion' | keyof EventSubject> {
  const { actor, onBehalfOf, payloadDigest, traceparent, ip, userAgent } = context;
  return {
    tenantId: context.tenantId,
    actorId: actor.id,
    actorType: actor.type,
    actorRoles: actor.roles,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    requestId: context.requestId,
    correlationId: context.correlationId,
    causationId: context.causationId,
    commandId: context.commandId,
    ...(payloadDigest !== undefined && { payloadDigest }),
    occurredAt: context.now,
    ...(traceparent !== undefined && { traceparent }),
    ...(key && ip !== undefined && { ip: sealField(key, 'metadata.ip', ip) }),
    ...(key && userAgent !== undefined && { userAgent: sealField(key, 'metadata.userAgent', userAgent) }),
  };
}

function opened<Field extends 'ip' | 'userAgent'>(
  field: Field,
  value: string | undefined,
  keys: ReadonlyMap<string, KeyOrGone>,
): { readonly [name in Field]?: string } {
  if (!isSealed(value)) return {};
  const key = keys.get(sealedUnder(value));
  return key ? ({ [field]: String(openField(key, `metadata.${field}`, value)) } as { [name in Field]: string }) : {};
}

function upcast(declaration: EventDeclaration, version: number, data: JsonObject, event: RecordedEvent): JsonObject {
  const { type, version: today, upcast: steps = {} } = declaration;
  if (!Number.isInteger(version) || version > today) throw new UnknownEventVersion(type, version, today, event);
  let shaped = data;
  for (let from = version; from < today; from++) {
    const step = steps[from];
    if (!step) throw new UnknownEventVersion(type, version, today, event);
    shaped = step(shaped);
  }
  return shaped;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
