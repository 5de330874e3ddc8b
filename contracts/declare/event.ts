/** An event on its way into the log, or folded from it: decisions return it and `evolve` takes it. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** A class that declares an event's data: `static readonly type` is its permanent name in the log. */
export interface EventClass<Type extends string = string, Data extends object = object> {
  new (): Data;
  readonly type: Type;
}

/** The event that a class declares, as a plain object: `EventOf<typeof ItemRegistered>`. */
export type EventOf<C extends EventClass> =
  C extends EventClass<infer Type, infer Data> ? DomainEvent<Type, Data> : never;

export type JsonObject = { readonly [key: string]: unknown };

export interface EventOptions<Data extends object> {
  /**
   * The category of its streams: `inventory.item`. None for a library's own event, which streams of several categories
   * hold.
   */
  readonly category?: string;
  /** The version of the shape that is written today; the first is 1. Metadata's `schemaVersion` holds it. */
  readonly version: number;
  /**
   * For each older version, the conversion of its data to the next one's. Personal fields of an erased person are null.
   */
  readonly upcast?: Readonly<Record<number, (data: JsonObject) => JsonObject>>;
  /** The personal data: the field with the person's id, and the fields that are encrypted under their key. */
  readonly personal?: {
    readonly subject: keyof Data & string;
    readonly fields: readonly (keyof Data & string)[];
    /** Names of encrypted fields in older versions: they are decrypted before `upcast` sees them. */
    readonly formerly?: readonly string[];
  };
  /**
   * The field with the subject whose personal data end with this event. The erasure of everything that the platform
   * holds of them follows: `libs/erasure`.
   */
  readonly erases?: keyof Data & string;
  /** The subject in the audit trail: an entity type, the field with its id, and one with its name for people. */
  readonly entity: {
    readonly type: string;
    readonly id: keyof Data & string;
    readonly label?: keyof Data & string;
  };
  /**
   * It happened to the entity and changes no fields of it: the audit trail shows the recorded data, without former
   * values.
   */
  readonly occurrence?: true;
  /** It records a refusal, which is the outcome in the audit trail. A refusal is an occurrence. */
  readonly refusal?: true;
  /**
   * It takes access away from the named subject: earlier tokens are refused once its version is published. A test asks
   * for the publication of every such event.
   */
  readonly narrowsAccess?: 'account' | 'session' | 'membership' | 'organization' | 'api_key' | 'service_account';
  /**
   * Fields of the entity whose value follows from the type alone and is not in the data: `{ status: 'suspended' }`. The
   * audit trail shows them as changes.
   */
  readonly implies?: Readonly<Record<string, string | number | boolean | null>>;
  /** The action in the audit trail: `stock.received`. */
  readonly action: string;
  /** One sentence in the past tense. */
  readonly summary: string;
}

export interface EventDeclaration extends EventOptions<Record<string, unknown>> {
  readonly type: string;
  readonly dataClass: EventClass;
}

const declarations = new Map<string, EventDeclaration>();

/** Declares an event of the log. The class's fields carry the rules of `fields.ts`, as a command's do. */
export function Event<Data extends object>(options: EventOptions<Data>) {
  return (dataClass: EventClass<string, Data>): void => {
    if (declarations.has(dataClass.type)) throw new TypeError(`event ${dataClass.type} is declared twice`);
    refuseContradictions(dataClass.type, options);
    declarations.set(dataClass.type, {
      ...(options as never as EventOptions<Record<string, unknown>>),
      type: dataClass.type,
      dataClass,
    });
  };
}

function refuseContradictions<Data extends object>(type: string, options: EventOptions<Data>): void {
  const { entity, personal, refusal, occurrence, erases } = options;
  // The id is part of the metadata, unencrypted and permanent.
  if (personal?.fields.includes(entity.id)) throw new TypeError(`event ${type}: the entity's id is personal`);
  // It is kept outside of the log as well, for the restore of an older backup.
  if (erases && personal) throw new TypeError(`event ${type} erases, and holds personal data`);
  if (refusal && !occurrence) throw new TypeError(`event ${type}: a refusal changes no field of its entity`);
}

/** The declaration of a type; undefined for a type that this release does not know. */
export function eventDeclaration(type: string): EventDeclaration | undefined {
  return declarations.get(type);
}

/** Every event whose file has been loaded; `catalogue.ts` loads them all. */
export function declaredEvents(): readonly EventDeclaration[] {
  return [...declarations.values()];
}

/** Makes the plain event that a class declares; `data` is checked by the compiler. */
export function event<Type extends string, Data extends object>(
  of: EventClass<Type, Data>,
  data: NoInfer<Data>,
): DomainEvent<Type, Data> {
  return { type: of.type, data };
}
