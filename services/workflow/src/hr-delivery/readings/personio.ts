import { unreadable, type Reading } from '../hr-kind';
import type { Said } from '../person-said';
import { foldedMembers, instantIn, memberOf, objectIn, textIn, type Json } from './values';

/** Calls without data: they name the person, who is then fetched. Other events than of people say nothing here. */
export function readPersonio(body: unknown, receivedAt: string): Reading {
  const object = objectIn(body);
  const type = textIn(object?.['event']) ?? textIn(object?.['event_type']) ?? textIn(object?.['type']);
  if (!object || type === undefined) return unreadable('type is required');
  if (!/^(?:person|employment|employee)\b/i.test(type)) return { is: 'said', said: [] };
  const externalId = personIdIn(object);
  if (externalId === undefined) return unreadable('the id of the person is required');
  const happenedAt = timeIn(object) ?? receivedAt;
  const isDeleted = /^person[._]deleted$/i.test(type);
  const said: Said = isDeleted
    ? { kind: 'review', reason: 'record_deleted' }
    : { kind: 'fetch', externalId, happenedAt };
  return { is: 'said', said: [said] };
}

/** `data.person.id`, `data.person_id`; of an event about a person also `data.id`. */
function personIdIn(object: Json): string | undefined {
  for (const at of [objectIn(object['data']), objectIn(object['payload']), object]) {
    if (!at) continue;
    const person = objectIn(at['person']);
    const id = textIn(person?.['id']) ?? textIn(memberOf(foldedMembers(at), ['personid', 'employeeid', 'id']));
    if (id !== undefined) return id;
  }
  return undefined;
}

function timeIn(object: Json): string | undefined {
  return instantIn(memberOf(foldedMembers(object), ['timestamp', 'eventtime', 'createdat', 'triggeredat']));
}
