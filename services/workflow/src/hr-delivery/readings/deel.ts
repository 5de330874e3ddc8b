import { unreadable, type Reading } from '../hr-kind';
import type { Said } from '../person-said';
import { personIn } from './person-fields';
import { dayIn, foldedMembers, instantIn, memberOf, objectIn, textIn, type Json } from './values';

/** The id that a repeated call has too. */
export function trackingIdIn(body: unknown): string | null {
  return textIn(metaIn(body)?.['tracking_id'])?.slice(0, 200) ?? null;
}

/** `data.resource` is a contract, or several. A contract is known by its id. */
export function readDeel(body: unknown, receivedAt: string): Reading {
  const object = objectIn(body);
  const type = textIn(metaIn(body)?.['event_type']);
  if (!object || type === undefined) return unreadable('data.meta.event_type is required');
  const { resource } = objectIn(object['data']) ?? {};
  const contracts = (Array.isArray(resource) ? resource : [resource]).map(objectIn);
  const happenedAt = instantIn(object['timestamp']) ?? receivedAt;
  const read = contracts.map((contract) => contract && saidOf(type, contract, happenedAt));
  if (read.some((each) => each === undefined)) return unreadable('each of data.resource needs an id');
  return { is: 'said', said: read.flatMap((each) => each ?? []) };
}

function metaIn(body: unknown): Json | undefined {
  return objectIn(objectIn(objectIn(body)?.['data'])?.['meta']);
}

const OVER = /^(?:terminated|completed|cancelled|canceled)$/i;

/** Events about anything but contracts and people say nothing here. */
function saidOf(type: string, contract: Json, happenedAt: string): readonly Said[] | undefined {
  const worker = objectIn(contract['worker']) ?? objectIn(contract['employee']) ?? {};
  const read = personIn({ ...worker, ...contract });
  const { person } = personIn({ ...namesOf(contract), ...worker, ...jobOf(contract) });
  const externalId = textIn(contract['id']) ?? read.externalId;
  if (externalId === undefined) return undefined;
  if (!/^(?:contract|employee|eor|hris|worker)/i.test(type)) return [];
  const notice = { externalId, happenedAt, startsOn: null, leaveOn: null, person, reason: null };
  const status = textIn(contract['status']) ?? '';
  const leaveOn = dayIn(contract['termination_date']) ?? read.endsOn;
  if (/terminat|offboard/i.test(type) || OVER.test(status)) {
    if (leaveOn === undefined) return [{ kind: 'fetch', externalId, happenedAt }];
    return [{ ...notice, kind: 'terminated', leaveOn, person: {} }];
  }
  if (/archived/i.test(type)) return [{ kind: 'review', reason: 'record_deleted' }];
  const isHire = /created|signed|onboard|started/i.test(type);
  if (!isHire) return [{ ...notice, kind: 'changed' }];
  const { startsOn } = read;
  return [startsOn === undefined ? { kind: 'fetch', externalId, happenedAt } : { ...notice, kind: 'hired', startsOn }];
}

/** A contract's title or name is its own, and may stand for the position. */
function jobOf(contract: Json): Json {
  const members = foldedMembers(contract);
  const position = memberOf(members, ['jobtitle', 'title', 'jobtitlename']);
  const department = memberOf(members, ['department', 'team']);
  return { ...(position !== undefined && { position }), ...(department !== undefined && { department }) };
}

function namesOf(contract: Json): Json {
  const members = foldedMembers(contract);
  const named = { firstName: members.get('firstname'), lastName: members.get('lastname'), email: members.get('email') };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
