import type { SaidPerson } from '../person-said';
import { dayIn, foldedMembers, memberOf, objectIn, textIn, type Json } from './values';

const FIRST_NAME = ['firstname', 'givenname'];
const LAST_NAME = ['lastname', 'surname', 'familyname'];
const EMAIL = ['workemail', 'email', 'emailaddress'];
const POSITION = ['position', 'jobtitle', 'title', 'jobtitlename'];
const LOCATION = ['location', 'locationname', 'placeofwork', 'worklocation', 'office', 'site'];
const DEPARTMENT = ['department', 'departmentname', 'team'];
const MANAGER = ['managerexternalid', 'manager', 'managerid', 'supervisoreid', 'supervisorid', 'reportsto'];
const STARTS = ['startson', 'startdate', 'hiredate', 'employmentstartdate', 'hirestartdate'];
const ENDS = [
  'endson',
  'lastday',
  'terminationdate',
  'completiondate',
  'enddate',
  'employmentenddate',
  'effectiveenddate',
  'lastworkingday',
];
const EXTERNAL_ID = ['externalid', 'employeeid', 'personid', 'id'];

/** The details, days and id of a person, whatever the system calls them. */
export interface ReadPerson {
  readonly externalId: string | undefined;
  readonly person: SaidPerson;
  readonly startsOn: string | undefined;
  readonly endsOn: string | undefined;
  /** It names an end, and says that there is none. */
  readonly hasNoEnd: boolean;
}

export function personIn(object: Json): ReadPerson {
  const members = foldedMembers(object);
  const ends = memberOf(members, ENDS);
  const endsOn = dayIn(ends);
  return {
    externalId: textIn(memberOf(members, EXTERNAL_ID)),
    person: detailsIn(members),
    startsOn: dayIn(memberOf(members, STARTS)),
    endsOn,
    hasNoEnd: ends !== undefined && endsOn === undefined,
  };
}

function detailsIn(members: ReadonlyMap<string, unknown>): SaidPerson {
  const [firstName, lastName] = namesIn(members);
  return {
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...clearable('email', memberOf(members, EMAIL)),
    ...clearable('position', memberOf(members, POSITION)),
    ...clearable('location', placed(memberOf(members, LOCATION))),
    ...clearable('department', named(memberOf(members, DEPARTMENT))),
    ...clearable('manager', identified(memberOf(members, MANAGER))),
  };
}

/** Some systems have the whole name alone: its last word is the last name. */
function namesIn(members: ReadonlyMap<string, unknown>): readonly [string | undefined, string | undefined] {
  const names = [textIn(memberOf(members, FIRST_NAME)), textIn(memberOf(members, LAST_NAME))] as const;
  if (names[0] !== undefined || names[1] !== undefined) return names;
  const whole = textIn(memberOf(members, ['fullname', 'displayname']))?.split(/\s+/) ?? [];
  return whole.length < 2 ? [undefined, undefined] : [whole.slice(0, -1).join(' '), whole.at(-1)];
}

/** Absent: not said. Null or blank: there is none. */
function clearable<Name extends string>(name: Name, value: unknown): { readonly [N in Name]?: string | null } {
  return value === undefined ? {} : ({ [name]: textIn(value) ?? null } as { readonly [N in Name]?: string | null });
}

function named(value: unknown): unknown {
  return objectIn(value)?.['name'] ?? value;
}

/** Undefined for a place that has no name. */
function placed(value: unknown): unknown {
  const object = objectIn(value);
  return object ? (object['name'] ?? object['city']) : value;
}

function identified(value: unknown): unknown {
  const object = objectIn(value);
  return object ? (object['externalId'] ?? object['id'] ?? null) : value;
}
