import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { ChangeOrganization } from '#contracts/tenancy/change-organization';
import {
  OrganizationChanged,
  OrganizationCodePageSet,
  OrganizationSecondFactorSet,
  OrganizationSessionsSet,
} from '#contracts/tenancy/organization-events';
import type { SessionPolicy, SessionPolicyChange } from '#contracts/tenancy/session-policy';
import type { Given } from '#libs/event-sourcing';
import type { OrganizationDetails, OrganizationEvent, OrganizationState } from './organization';

/** Whether the organisation's stock has a value; undefined where no currency is said. */
export type CurrencyUse = { readonly isValued: boolean } | undefined;

/** An absent field stays. An actor who may create organisations may change everything of them. */
export function changeOrganization(
  command: ChangeOrganization,
  state: OrganizationState,
  { actor, facts: use }: Pick<Given<CurrencyUse>, 'actor' | 'facts'>,
): OrganizationEvent[] {
  const { status, details } = state;
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such organisation');
  const kept = KEPT.find((field) => command[field] !== undefined);
  if (kept && !actor.may('organization.create')) throw forbidden(kept);
  const { organizationId, sessions, requireSecondFactor, codePage, ...said } = command;
  const changed = { ...details, ...stated(said) };
  if (use?.isValued && changed.currency !== details.currency) refuse('CURRENCY_IN_USE', { currency: details.currency });
  const stays = DETAILS.every((field) => changed[field] === details[field]);
  return [
    ...(stays ? [] : [event(OrganizationChanged, { organizationId, ...changed })]),
    ...(codePage === undefined || codePage === state.codePage
      ? []
      : [event(OrganizationCodePageSet, { organizationId, codePage })]),
    ...sessionsSet(organizationId, state.sessions, sessions),
    ...(requireSecondFactor === undefined || requireSecondFactor === state.requireSecondFactor
      ? []
      : [event(OrganizationSecondFactorSet, { organizationId, requireSecondFactor })]),
  ];
}

function sessionsSet(
  organizationId: string,
  former: SessionPolicy,
  said: SessionPolicyChange = {},
): OrganizationEvent[] {
  const { idleDays = former.idleDays, maxDays = former.maxDays } = said;
  const maxAtOnce = said.maxAtOnce === undefined ? former.maxAtOnce : said.maxAtOnce;
  const sessions = { idleDays, maxDays, maxAtOnce };
  if (POLICY.every((field) => sessions[field] === former[field])) return [];
  return [event(OrganizationSessionsSet, { organizationId, sessions })];
}

const DETAILS = ['slug', 'name', 'type', 'tier', 'timeZone', 'currency'] as const;
const POLICY = ['idleDays', 'maxDays', 'maxAtOnce'] as const;
/** Not for the organisation itself to change. */
const KEPT = ['slug', 'tier'] as const;

/** Without the absent fields. */
function stated(
  said: Omit<ChangeOrganization, 'organizationId' | 'sessions' | 'requireSecondFactor' | 'codePage'>,
): Partial<OrganizationDetails> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function forbidden(field: (typeof KEPT)[number]): DomainError {
  const message = 'is changed by platform administrators only';
  return new DomainError('FORBIDDEN', `/${field} ${message}`, {}, [
    { pointer: `/${field}`, code: 'FORBIDDEN', message },
  ]);
}
