import { allContracts } from '#contracts/catalogue';
import { namesIn } from './body-values';
import { FACTORY_KINDS } from './factory/factory-file';
import {
  WEEKDAYS,
  isDelivered,
  staffOf,
  type DeliveredStep,
  type Json,
  type SentStep,
  type Step,
  type Story,
} from './scenario';

const OF_ALL = ['name', 'body', 'every', 'weeks', 'on', 'at'];
const OF_SENT = new Set([...OF_ALL, 'as', 'send', 'until', 'within', 'file']);
const OF_DELIVERED = new Set([...OF_ALL, 'deliver', 'signed', 'answers']);
const SPECIAL = new Set([
  '$ref',
  '$person',
  '$day',
  '$dayAfterStep',
  '$lastDayOfMonth',
  '$lastDayOfQuarter',
  '$last',
  '$fromNow',
  '$at',
  '$secret',
  '$between',
  '$lot',
]);

/** The faults of a story that its steps alone show, each with the step; bodies are validated when they are sent. */
export function faultsOf(story: Story, platform: readonly string[]): readonly string[] {
  const people = new Set([...Object.keys(story.people), ...platform]);
  const told = new Set(people);
  return [...story.files, ...story.later].flatMap((file) => {
    // Those without a moment are sent first.
    const inOrder = [...file.filter(({ at }) => at === undefined), ...file.filter(({ at }) => at !== undefined)];
    return inOrder.flatMap((step) => {
      const faults = [...ofShape(step), ...ofNames(step, { people, told })];
      told.add(step.name);
      return faults.map((fault) => `${story.name}/${step.name}: ${fault}`);
    });
  });
}

function ofShape(step: Step): readonly string[] {
  const { body, every, weeks, on, at } = step;
  const keys = isDelivered(step) ? OF_DELIVERED : OF_SENT;
  const days = on === undefined ? [] : [on].flat();
  const isDated = every !== undefined || on !== undefined;
  return [
    ...Object.keys(step)
      .filter((key) => !keys.has(key))
      .map((key) => `${key} is no field of a step`),
    ...[...specialsIn(body), ...specialsIn(staffOf(step))]
      .filter((key) => !SPECIAL.has(key))
      .map((key) => `${key} is no value of a body`),
    ...faultIf(typeof body !== 'object', 'has no body'),
    ...(isDelivered(step) ? ofDelivered(step) : ofSent(step)),
    ...faultIf(every !== undefined && on !== undefined, 'has every and on'),
    ...faultIf(every?.some((day) => !WEEKDAYS.includes(day)) === true, 'every names weekdays'),
    ...faultIf(weeks !== undefined && every === undefined, 'weeks goes with every'),
    ...faultIf(!days.every((day) => Number.isInteger(day) && day < 0), 'on counts days before the day of loading'),
    ...faultIf(isDated !== (at !== undefined), 'a day and at go together'),
    ...faultIf(at !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(at), 'at is HH:MM'),
  ];
}

function ofSent({ send, until, within, file }: SentStep): readonly string[] {
  const contract = allContracts().find(({ name }) => name === send);
  return [
    ...faultIf(contract === undefined, `there is no contract ${send}`),
    ...faultIf(until !== undefined && contract?.kind === 'command', 'until is for a query'),
    ...faultIf(within !== undefined && until === undefined, 'within goes with until'),
    ...faultIf(typeof file === 'object' && !FACTORY_KINDS.includes(file.year), 'file has a year of no such kind'),
    ...faultIf(
      contract !== undefined && (file !== undefined) !== (contract.upload !== undefined),
      'file is for an upload, and an upload has one',
    ),
  ];
}

function ofDelivered({ at, signed, answers }: DeliveredStep): readonly string[] {
  return [
    ...faultIf(at === undefined, 'a delivery has a day'),
    ...faultIf((signed !== undefined) !== (answers === 401), 'a bad signature and the answer 401 go together'),
  ];
}

function ofNames(
  step: Step,
  { people, told }: { readonly people: ReadonlySet<string>; readonly told: ReadonlySet<string> },
): readonly string[] {
  const { name, body } = step;
  const named = [...(isDelivered(step) ? [step.deliver] : []), ...namesIn(body), ...namesIn(staffOf(step))];
  return [
    ...(isDelivered(step) ? [] : faultIf(!people.has(step.as), `there is nobody ${step.as}`)),
    ...faultIf(told.has(name) && !people.has(name), 'an earlier step has this name'),
    ...named.filter((each) => !told.has(each)).map((each) => `no step before it is named ${each}`),
  ];
}

const faultIf = (isFault: boolean, fault: string): readonly string[] => (isFault ? [fault] : []);

/** The fields that begin with `$`. */
function specialsIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, each]: [string, Json]) => [
    ...(!Array.isArray(value) && field.startsWith('$') ? [field] : []),
    ...specialsIn(each),
  ]);
}
