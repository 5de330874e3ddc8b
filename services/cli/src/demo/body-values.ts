import { createHash } from 'node:crypto';
import { daysAfter } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';
import { isOn } from './dated-steps';
import type { Json, Weekday } from './scenario';

/** The things that values of a body are made of. */
export interface Surroundings {
  /** A value of the answer that an earlier step got, by its path; a person has an `id`. */
  readonly answerOf: (name: string, path: string) => Json;
  readonly person: (name: string) => { readonly [field: string]: Json };
  /** A secret with a name, the same in each load. */
  readonly secret: (name: string) => string;
  /** The day of loading, `YYYY-MM-DD`. */
  readonly today: string;
  /** IANA: the organisation's. */
  readonly timeZone: string;
  /** The day of the step. */
  readonly day: string;
  /** Of every number that is drawn. */
  readonly seed: string;
}

interface Special {
  readonly $ref?: string;
  readonly path?: string;
  readonly $person?: string;
  readonly $day?: number;
  readonly $dayAfterStep?: number;
  readonly $lastDayOfMonth?: number;
  readonly $lastDayOfQuarter?: number;
  readonly $last?: string;
  readonly $fromNow?: string;
  readonly $at?: string;
  readonly day?: number;
  readonly $secret?: string;
  readonly $between?: readonly [string, string];
  readonly $lot?: string;
  readonly since?: readonly Weekday[];
}

/**
 * A body with its values filled in:
 * - `{ "$ref": "flour" }`: the id of the thing that the step `flour` has made;
 * - `{ "$ref": "order", "path": "lines.0.lineId" }`: another value of a step's answer;
 * - `{ "$person": "nora", … }`: e-mail address, name and password of a person, beside the other fields;
 * - `{ "$day": -400 }`, `{ "$dayAfterStep": 9 }`: a date, counted from the day of loading, or of the step;
 * - `{ "$lastDayOfMonth": -1 }`: a date in the month before that of the day of loading;
 * - `{ "$lastDayOfQuarter": -2 }`: likewise; -1 is the quarter before that of the day of loading;
 * - `{ "$last": "12-25" }`: the last such date before the day of loading;
 * - `{ "$fromNow": "10d" }`: an instant after that of sending, in days (`d`), minutes (`m`) or seconds (`s`);
 * - `{ "$at": "06:30", "day": 2 }`: the instant of that hour in the organisation's zone, on a day as `$day` counts it;
 * - `{ "$secret": "hr" }`: a secret of Standard Webhooks;
 * - `{ "$between": ["0.90", "1.10"] }`: a number drawn from the seed, with as many decimals, as text;
 * - `{ "$lot": "MILK", "since": ["monday", "thursday"] }`: the name with the latest such day, the step's included.
 */
export function bodyWith(value: Json, surroundings: Surroundings, path = ''): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((each, index) => bodyWith(each, surroundings, `${path}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return value;
  const special = value as Special;
  const { answerOf, person, secret, today, timeZone, day, seed } = surroundings;
  if (special.$ref !== undefined) return answerOf(special.$ref, special.path ?? 'id');
  if (special.$day !== undefined) return daysAfter(today, special.$day);
  if (special.$dayAfterStep !== undefined) return daysAfter(day, special.$dayAfterStep);
  if (special.$lastDayOfMonth !== undefined) return lastDayOfMonth(today, special.$lastDayOfMonth);
  if (special.$lastDayOfQuarter !== undefined) {
    return lastDayOfMonth(today, special.$lastDayOfQuarter * 3 + 2 - ((Number(today.slice(5, 7)) - 1) % 3));
  }
  if (special.$last !== undefined) return lastOf(special.$last, today);
  if (special.$fromNow !== undefined) return fromNow(special.$fromNow);
  if (special.$at !== undefined) return localInstant(daysAfter(today, special.day ?? 0), special.$at, timeZone);
  if (special.$secret !== undefined) return secret(special.$secret);
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

/** The names of steps and people that a body names with `$ref`, in their order. */
export function namesIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, each]: [string, Json]) =>
    field === '$ref' && typeof each === 'string' ? [each] : namesIn(each),
  );
}

/** The value at a path of an answer, `lines.0.lineId` say; undefined where there is none. */
export function valueAt(answer: Json, path: string): Json | undefined {
  let value: Json | undefined = answer;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as { readonly [name: string]: Json })[key];
  }
  return value;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, d: 86_400_000 };

function fromNow(span: string): string {
  return new Date(Date.now() + Number.parseInt(span, 10) * (UNIT_MS[span.slice(-1)] ?? Number.NaN)).toISOString();
}

function localInstant(day: string, time: string, timeZone: string): string {
  return new Date(instantOf(day, time, timeZone)).toISOString();
}

function lastDayOfMonth(today: string, months: number): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10);
}

function lastOf(date: string, today: string): string {
  const ofThisYear = `${today.slice(0, 4)}-${date}`;
  return ofThisYear < today ? ofThisYear : `${Number(today.slice(0, 4)) - 1}-${date}`;
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
