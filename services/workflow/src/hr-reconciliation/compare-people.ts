import type { ApplyPersonNotice, NoticedPerson } from '#contracts/tenancy/apply-person-notice';
import type { SourcePerson } from '#contracts/tenancy/list-source-people';
import type { NoticeKind } from '#contracts/tenancy/person-notice';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import type { HoldReason } from '#contracts/workflow/hr-reconciliation-events';
import { lastDayIn, personOf, type NoticeSettings } from '../hr-delivery/person-said';

/** A change that a list makes: a notice without its id. */
export interface ListedChange {
  readonly employeeId: string | null;
  readonly notice: Omit<ApplyPersonNotice, 'noticeId'>;
  /** Details that change. */
  readonly fields: readonly string[];
  /** The employee is at work now, and will not be. */
  readonly isEnd: boolean;
}

export interface ComparedPeople {
  readonly changes: readonly ListedChange[];
  readonly counts: {
    readonly listed: number;
    readonly active: number;
    readonly hires: number;
    readonly changes: number;
    readonly ends: number;
    readonly reinstated: number;
  };
  /** Null: it may take effect. */
  readonly hold: HoldReason | null;
}

export interface ComparedWith extends NoticeSettings {
  /** The organisation's date. */
  readonly today: string;
  /** When the list was taken, ISO 8601. */
  readonly listedAt: string;
}

const FEWEST_ENDS_HELD = 5;
const REASON = 'reconciled';

/**
 * The difference between what a source lists and what is held of it. Somebody who is not listed leaves today; one who has
 * not started yet is left alone.
 */
export function comparePeople(
  listed: readonly ListedPerson[],
  held: readonly SourcePerson[],
  given: ComparedWith,
): ComparedPeople {
  const known = new Map(held.map((person) => [person.externalId, person]));
  // Of two lines about one person the last counts.
  const people = new Map(listed.map((person) => [person.externalId, person]));
  const saysEnds = listed.some(({ endsOn }) => endsOn !== undefined);
  const changes = [...people.values()].flatMap((person) => {
    const present = known.get(person.externalId);
    return present ? changesOf(person, present, { ...given, saysEnds }) : hireOf(person, given);
  });
  const missing = held.filter(({ externalId, status }) => isAtWork(status) && !people.has(externalId));
  changes.push(...missing.flatMap((person) => missingOf(person, given)));
  const active = held.filter(({ status }) => isAtWork(status)).length;
  const counts = countsOf(changes, { listed: people.size, active });
  return { changes, counts, hold: holdOf(counts) };
}

function isAtWork(status: SourcePerson['status']): boolean {
  return status === 'active' || status === 'leaving';
}

/** More than a tenth of the active, and at least 5. */
function holdOf({ listed, active, ends }: ComparedPeople['counts']): HoldReason | null {
  if (listed === 0) return 'empty';
  return ends >= FEWEST_ENDS_HELD && ends * 10 > active ? 'too_many_ends' : null;
}

function countsOf(changes: readonly ListedChange[], of: { readonly listed: number; readonly active: number }) {
  const number = (...kinds: readonly NoticeKind[]) =>
    changes.filter(({ notice }) => kinds.includes(notice.kind)).length;
  const ends = changes.filter(({ isEnd }) => isEnd).length;
  const reinstated = number('termination_cancelled');
  const hires = changes.filter(({ employeeId, notice }) => isHire(notice.kind, employeeId)).length;
  return { ...of, hires, ends, reinstated, changes: changes.length - hires - ends - reinstated };
}

function isHire(kind: NoticeKind, employeeId: string | null): boolean {
  return kind === 'rehired' || (kind === 'hired' && employeeId === null);
}

function noticeBy(
  { source, listedAt }: ComparedWith,
  externalId: string,
  told: Pick<ApplyPersonNotice, 'kind'> & Partial<ApplyPersonNotice>,
): Omit<ApplyPersonNotice, 'noticeId'> {
  const nothing = { effectiveOn: null, lastDay: null, person: {} };
  return { ...nothing, source, externalId, happenedAt: listedAt, reason: REASON, ...told };
}

/** Nobody is made of a person who has left already. */
function hireOf(person: ListedPerson, given: ComparedWith): ListedChange[] {
  const { externalId, startsOn = null, endsOn } = person;
  const lastDay = endsOn ? lastDayIn(endsOn, given.lastDay) : null;
  if (lastDay !== null && lastDay < given.today) return [];
  const details = detailsOf(person, given);
  const of = { employeeId: null, isEnd: false };
  const hired = noticeBy(given, externalId, { kind: 'hired', effectiveOn: startsOn, person: details });
  const leave = { ...of, notice: noticeBy(given, externalId, { kind: 'terminated', lastDay }), fields: [] };
  return [{ ...of, notice: hired, fields: Object.keys(details) }, ...(lastDay === null ? [] : [leave])];
}

function missingOf({ externalId, employeeId, lastDay }: SourcePerson, given: ComparedWith): ListedChange[] {
  if (lastDay !== null && lastDay <= given.today) return [];
  const notice = noticeBy(given, externalId, { kind: 'terminated', lastDay: given.today });
  return [{ employeeId, notice, fields: [], isEnd: true }];
}

type Given = ComparedWith & { readonly saysEnds: boolean };

function changesOf(person: ListedPerson, present: SourcePerson, given: Given): ListedChange[] {
  const details = changedDetails(detailsOf(person, given), present);
  const fields = Object.keys(details);
  const { externalId, employeeId } = present;
  const changed = noticeBy(given, externalId, { kind: 'changed', person: details });
  return [
    ...(fields.length === 0 ? [] : [{ employeeId, notice: changed, fields, isEnd: false }]),
    ...dayChanges(person, present, given),
  ];
}

function dayChanges(person: ListedPerson, present: SourcePerson, given: Given): ListedChange[] {
  const { externalId, employeeId, status, lastDay: heldDay } = present;
  const { startsOn = present.startsOn } = person;
  const toldDay = person.endsOn ? lastDayIn(person.endsOn, given.lastDay) : null;
  const isOver = toldDay !== null && toldDay < given.today;
  const change = (told: Pick<ApplyPersonNotice, 'kind'> & Partial<ApplyPersonNotice>, isEnd = false) => ({
    employeeId,
    notice: noticeBy(given, externalId, told),
    fields: [],
    isEnd,
  });
  const end = (isEnd: boolean) => change({ kind: 'terminated', lastDay: toldDay }, isEnd);
  if (status === 'ended' && heldDay !== null && startsOn > heldDay) {
    if (isOver) return [];
    return [change({ kind: 'rehired', effectiveOn: startsOn }), ...(toldDay === null ? [] : [end(false)])];
  }
  const corrected = startsOn === present.startsOn ? [] : [change({ kind: 'hired', effectiveOn: startsOn })];
  if (toldDay === heldDay) return corrected;
  if (toldDay !== null) return [...corrected, end(isAtWork(status) && (heldDay === null || toldDay < heldDay))];
  const isOff = given.saysEnds && heldDay !== null;
  return isOff ? [...corrected, change({ kind: 'termination_cancelled', lastDay: heldDay })] : corrected;
}

function detailsOf(person: ListedPerson, { departmentOf }: ComparedWith): NoticedPerson {
  const { externalId: _, startsOn: __, endsOn: ___, ...said } = person;
  return personOf(said, departmentOf);
}

/** Those that differ from what is held. */
function changedDetails(said: NoticedPerson, present: SourcePerson): NoticedPerson {
  const entries = Object.entries(said) as [keyof NoticedPerson, string | null][];
  return Object.fromEntries(entries.filter(([name, value]) => value !== present[name]));
}
