import { PERMISSIONS, isOrganizationPermission } from '#contracts/permissions';
import { demoAccountId } from '../demo/demo-accounts';
import { type Finding, failed, ok, warning } from './finding';
import type { KnownRole, People } from './people';

const MOST_SUPER_USERS = 5;
const STALE_DAYS = 90;
const DAY_MS = 86_400_000;
/** The ids that a line names. */
const NAMED = 5;

interface Now {
  readonly now: number;
  readonly isProduction: boolean;
  /** The names of the demo's people of the platform. */
  readonly demoPeople: readonly string[];
}

export function peopleFindings(people: People, { now, isProduction, demoPeople }: Now): readonly Finding[] {
  return [
    superUserFinding(people),
    secondFactorFinding(people),
    staleFinding(people, now),
    ...roleFindings(people),
    demoFinding(people, demoPeople, isProduction),
  ];
}

function superUserFinding({ accounts }: People): Finding {
  const held = [...accounts.values()].filter(({ platformRoles }) => platformRoles.includes('super_admin')).length;
  if (held === 0) return failed('super users', 'there is none: run `opsledger admin create`');
  if (held <= MOST_SUPER_USERS) return ok('super users', `${held} accounts`);
  return warning('super users', `${held} accounts, more than ${MOST_SUPER_USERS}: each can do everything everywhere`);
}

function secondFactorFinding({ accounts }: People): Finding {
  const without = [...accounts].filter(([, account]) => account.platformRoles.length > 0 && !account.hasSecondFactor);
  if (without.length === 0) return ok('second factor', 'every account with a role of the platform has one');
  const which = named(without.map(([id]) => id));
  return warning(
    'second factor',
    `missing for roles of the platform: ${which}. POST /api/v1/auth/totp/enroll sets one up`,
  );
}

function staleFinding({ accounts }: People, now: number): Finding {
  const since = new Date(now - STALE_DAYS * DAY_MS).toISOString();
  const stale = [...accounts].filter(([, { createdAt, lastSignIn }]) => (lastSignIn ?? createdAt) < since);
  if (stale.length === 0) return ok('stale accounts', `none without a sign-in for ${STALE_DAYS} days`);
  const which = named(stale.map(([id]) => id));
  return warning('stale accounts', `no sign-in for ${STALE_DAYS} days: ${which}. Deactivate those that nobody needs`);
}

function roleFindings({ roles }: People): readonly Finding[] {
  const found = [...roles].flatMap(([id, role]) => {
    const excess = excessOf(role);
    if (excess.length === 0) return [];
    const of = `“${role.name}” (${id}) of organisation ${role.organizationId}`;
    return [warning('custom roles', `${of} also holds ${excess.join(', ')}: rename it, or take them out`)];
  });
  return found.length > 0 ? found : [ok('custom roles', `${roles.size}, and none holds more than its name says`)];
}

/** Words of a name that promise reading, and nothing else. */
const READING =
  /\b(audit(or)?|guest|intern|observer|read(er|ing)?|read-?only|report(s|ing)?|view(er|ing|s)?|visitor)\b/iu;
/** Words that promise to decide about people and their access. */
const ADMINISTRATIVE = /\b(admin(s|istrators?|istration)?|chief|director|head|it|owner|security|super|support)\b/iu;

/** Permissions that the name of a role does not lead to expect: changes, or those that only administrators have. */
export function excessOf({ name, permissions }: Pick<KnownRole, 'name' | 'permissions'>): readonly string[] {
  const known = permissions.filter(isOrganizationPermission);
  if (READING.test(name)) return known.filter((permission) => !/\.(read|list|export)$/.test(permission));
  if (ADMINISTRATIVE.test(name)) return [];
  return known.filter((permission) => {
    const { roles } = PERMISSIONS[permission];
    const isReading = /\.(read|list|export)$/.test(permission);
    return !isReading && roles.every((role) => role === 'super_admin' || role === 'admin');
  });
}

function demoFinding({ accounts }: People, demoPeople: readonly string[], isProduction: boolean): Finding {
  const there = demoPeople.filter((name) => accounts.has(demoAccountId(name)));
  if (there.length === 0) return ok('demo', 'no accounts of the demo');
  const what = 'accounts of the demo are there, with one password for every role';
  if (!isProduction) return ok('demo', what);
  return failed(
    'demo',
    `${what}: use a database of its own for production, or suspend its organisations and change the passwords`,
  );
}

function named(ids: readonly string[]): string {
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  const accounts = ids.length === 1 ? 'account' : 'accounts';
  return `${ids.length} ${accounts} (${ids.slice(0, NAMED).join(', ')}${more})`;
}
