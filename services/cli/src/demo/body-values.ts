import { createHash } from 'node:crypto';
import { daysAfter } from '#contracts/values/local-date';
import { isOn } from './dated-steps';
import type { Json, Weekday } from './scenario';

/** The things that values of a body are made of. */
export interface Surroundings {
  /** Of the thing that an earlier step has made, or of a person. */
  readonly idOf: (name: string) => string;
  readonly person: (name: string) => { readonly [field: string]: Json };
  /** The day of loading, `YYYY-MM-DD`. */
  readonly today: string;
  /** The day of the step. */
  readonly day: string;
  /** Of every number that is drawn. */
  readonly seed: string;
}

interface Special {
  readonly $ref?: string;
  readonly $person?: string;
  readonly $day?: number;
  readonly $dayAfterStep?: number;
  readonly $between?: readonly [string, string];
  readonly $lot?: string;
  readonly since?: readonly Weekday[];
}

/**
 * A body with its values filled in:
 * - `{ "$ref": "flour" }`: the id of the thing that the step `flour` has made;
 * - `{ "$person": "nora", … }`: e-mail address, name and password of a person, beside the other fields;
 * - `{ "$day": -400 }`, `{ "$dayAfterStep": 9 }`: a date, counted from the day of loading, or of the step;
 * - `{ "$between": ["0.90", "1.10"] }`: a number drawn from the seed, with as many decimals, as text;
 * - `{ "$lot": "MILK", "since": ["monday", "thursday"] }`: the name with the latest such day, the step's included.
 */
export function bodyWith(value: Json, surroundings: Surroundings, path = ''): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((each, index) => bodyWith(each, surroundings, `${path}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return value;
  const special = value as Special;
  const { idOf, person, today, day, seed } = surroundings;
  if (special.$ref !== undefined) return idOf(special.$ref);
  if (special.$day !== undefined) return daysAfter(today, special.$day);
  if (special.$dayAfterStep !== undefined) return daysAfter(day, special.$dayAfterStep);
  if (special.$between) return drawn(special.$between, `${seed}${path}`);
  if (special.$lot !== undefined) return `${special.$lot}-${latest(day, special.since ?? []).replaceAll('-', '')}`;
  const { $person: name, ...fields } = value as { readonly [field: string]: Json };
  const filled = Object.entries(fields).map(([field, each]) => [
    field,
    bodyWith(each, surroundings, `${path}/${field}`),
  ]);
  return {
    ...(typeof name === 'string' && person(name)),
    ...(Object.fromEntries(filled) as { readonly [field: string]: Json }),
  };
}

/** The same for the same seed, on every machine. */
function drawn([least, most]: readonly [string, string], seed: string): string {
  const decimals = Math.max(...[least, most].map((text) => text.split('.')[1]?.length ?? 0));
  const unit = 10 ** decimals;
  const [low, high] = [Math.round(Number(least) * unit), Math.round(Number(most) * unit)];
  const share = createHash('sha256').update(seed).digest().readUInt32BE() / 2 ** 32;
  return ((low + Math.floor(share * (high - low + 1))) / unit).toFixed(decimals);
}

function latest(day: string, weekdays: readonly Weekday[]): string {
  for (let days = 0; days < 7; days++) {
    const found = daysAfter(day, -days);
    if (isOn(found, weekdays)) return found;
  }
  return day;
}
