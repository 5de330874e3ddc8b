import { eventDeclaration } from '#contracts/declare/event';
import { withoutTechnical } from '#contracts/declare/technical-fields';
import type { Recorded } from '#libs/event-sourcing';

type Values = Readonly<Record<string, unknown>>;

/** One field of an entity before and after an event. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** An entity's fields: those in data, and those that an event type sets. */
interface Known {
  readonly stated: Values;
  readonly implied: Values;
}

const NOTHING: Known = { stated: {}, implied: {} };

/**
 * The changes that an event made, compared with the events that set the fields of its entity before (in the order of
 * the log). Of an occurrence: its data, with nothing before. Undefined for an unknown type.
 */
export function changesOf(event: Recorded, earlier: readonly Recorded[]): FieldChange[] | undefined {
  const declaration = eventDeclaration(event.type);
  if (!declaration) return undefined;
  const known = declaration.occurrence ? NOTHING : earlier.reduce(knownAfter, NOTHING);
  const next = knownAfter(known, event);
  const { implies = {} } = declaration;
  const fields = new Set([...Object.keys(shown(event)), ...Object.keys(implies)]);
  return [...fields]
    .map((field) => ({ field, before: valueIn(known, field), after: valueIn(next, field) }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

function valueIn({ stated, implied }: Known, field: string): unknown {
  return implied[field] ?? stated[field] ?? null;
}

function knownAfter({ stated, implied }: Known, event: Recorded): Known {
  const { implies = {} } = eventDeclaration(event.type) ?? {};
  const values = shown(event);
  const said = new Set(Object.keys(values));
  const left = Object.entries(implied).filter(([field]) => !said.has(field));
  return { stated: { ...stated, ...values }, implied: { ...Object.fromEntries(left), ...implies } };
}

/** An event's fields without its entity's id and technical ones. */
function shown({ type, data }: Recorded): Values {
  const declaration = eventDeclaration(type);
  if (!declaration) return {};
  const { [declaration.entity.id]: _, ...values } = withoutTechnical(declaration.dataClass, data as Values);
  return values;
}
