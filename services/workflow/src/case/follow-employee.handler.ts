import type { FollowedEmployee, FollowEmployee } from '#contracts/workflow/follow-employee';
import type { FollowGrant } from '#contracts/workflow/follow-grant';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { casePersonProjection } from './case-person.projection';
import { CasePersonRow } from './case-person.entity';
import { CaseRow } from './case.entity';
import { HeldGrantRow } from './catalogue.entity';
import { caseProjection } from './case.projection';
import { heldGrantProjection } from './owned-things.projection';
import { planCase } from './plan-case';
import {
  followedPerson,
  isRecent,
  plannedFromPresent,
  planFacts,
  type FollowedPerson,
  type Planned,
} from './plan-facts.provider';
import { workCase } from './work-case';

/** Of a person's employments, these are followed: the one before the latest, the latest, and one that was taken back. */
const FOLLOWED = [-1, 0, 1];

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function followEmployee(
  { employeeId, revision }: FollowEmployee,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<FollowedEmployee>> {
  const person = await followedPerson(employeeId, { context, lookup: parts.commands });
  if (revision === undefined && (await hasNothingToFollow(employeeId, person, context, parts))) {
    return { answer: { cases: 0 } };
  }
  await plannedFromPresent(parts);
  const latest = person.employment.spells.length;
  const spells = FOLLOWED.map((each) => latest + each).filter((spell) => spell >= 1);
  const plans: Planned[] = spells.flatMap((spell) =>
    (['onboarding', 'offboarding'] as const).map((kind) => ({ kind, employeeId, spell })),
  );
  for (const plan of plans) await follow(plan, caseIdOf(plan), context, parts);
  const others = await othersOpen(employeeId, plans, context, parts);
  for (const { streamId, kind } of others) await follow({ kind, employeeId, spell: null }, streamId, context, parts);
  const move = revision === undefined ? undefined : await moveAt(revision, employeeId, person, context, parts);
  if (move) await follow(move, newIdOf(employeeId, `case/mover/${revision}`), context, parts);
  return { answer: { cases: plans.length + others.length + (move ? 1 : 0) } };
}

/** Somebody who began long ago, stays, and has no case: an import of a whole staff makes many of them. */
async function hasNothingToFollow(
  employeeId: string,
  { employment: { spells }, today }: FollowedPerson,
  context: CommandContext,
  parts: ServiceParts,
): Promise<boolean> {
  const [first, ...others] = spells;
  if (!first || others.length > 0 || first.lastDay !== null || isRecent(first.startsOn, today)) return false;
  const known = await Promise.all(
    (['onboarding', 'offboarding'] as const).map((kind) =>
      parts.commands.state(workCase, context.tenantId, caseIdOf({ employeeId, kind, spell: 1 })),
    ),
  );
  if (known.some(({ state }) => state.status !== 'absent')) return false;
  return (await othersOpen(employeeId, [], context, parts)).length === 0;
}

/** Open cases that follow no employment: moves, and those that were opened by hand. */
async function othersOpen(
  employeeId: string,
  plans: readonly Planned[],
  { tenantId }: CommandContext,
  { tenantReader }: ServiceParts,
): Promise<readonly CaseRow[]> {
  const known = new Set(plans.map(caseIdOf));
  const open = await tenantReader.query(tenantId, (rows) =>
    rows.findBy(CaseRow, { tenantId, employeeId, status: 'open' }),
  );
  return open.filter(({ streamId }) => !known.has(streamId));
}

/** The case of one employment has one id, however often and in whatever way it is announced. */
export function caseIdOf({ employeeId, kind, spell }: Pick<Planned, 'employeeId' | 'kind' | 'spell'>): string {
  return newIdOf(employeeId, `case/${kind}/${spell}`);
}

async function follow(plan: Planned, caseId: string, context: CommandContext, parts: ServiceParts): Promise<void> {
  await parts.commands.handle({
    aggregate: workCase,
    id: caseId,
    command: { ...plan, caseId },
    context: { ...context, commandId: newIdOf(context.commandId, `case/${caseId}`) },
    facts: async (_, given, lookup) => {
      const asked = { context: given, lookup, parts };
      return planFacts(plan, await followedPerson(plan.employeeId, asked), asked);
    },
    decide: planCase,
    answer: () => undefined,
  });
}

/**
 * A change of department or position is a move, unless the person is being onboarded, which then follows it, or has
 * left.
 */
async function moveAt(
  revision: number,
  employeeId: string,
  { employment: { spells }, posts: { posts }, today }: FollowedPerson,
  { tenantId }: CommandContext,
  { commands }: ServiceParts,
): Promise<Planned | undefined> {
  const at = posts.findIndex((each) => each.revision === revision);
  const formerPost = at < 1 ? undefined : posts[at - 1];
  const latest = spells.at(-1);
  if (!formerPost || !latest || (latest.lastDay !== null && latest.lastDay < today)) return undefined;
  const onboarding = caseIdOf({ employeeId, kind: 'onboarding', spell: spells.length });
  const { state } = await commands.state(workCase, tenantId, onboarding);
  return state.status === 'open' ? undefined : { kind: 'mover', employeeId, spell: null, formerPost };
}

/** The person whose grant began or ended; nobody who neither leaves nor has an open case is looked at closer. */
export async function followGrant(
  { grantId }: FollowGrant,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<FollowedEmployee>> {
  const { tenantId } = context;
  await upToDate([heldGrantProjection, casePersonProjection, caseProjection], 'Cases', parts);
  const employeeId = await parts.tenantReader.query(tenantId, async (rows) => {
    const grant = await rows.findOneBy(HeldGrantRow, { tenantId, grantId });
    if (!grant?.userId) return grant?.employeeId ?? undefined;
    return (await rows.findOneBy(CasePersonRow, { tenantId, userId: grant.userId }))?.employeeId;
  });
  if (employeeId === undefined) return { answer: { cases: 0 } };
  const { employment } = await followedPerson(employeeId, { context, lookup: parts.commands });
  const isLeaving = (employment.spells.at(-1)?.lastDay ?? null) !== null;
  const hasCase = await parts.tenantReader.query(tenantId, (rows) =>
    rows.existsBy(CaseRow, { tenantId, employeeId, status: 'open' }),
  );
  return isLeaving || hasCase ? followEmployee({ employeeId }, context, parts) : { answer: { cases: 0 } };
}

/** In one run. */
const MOST_PEOPLE = 1_000;

/** Each open case of the organisation; one that fails keeps none after it from being followed. */
export async function followOpenCases(
  _command: object,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<FollowedEmployee>> {
  await upToDate([caseProjection], 'Cases', parts);
  const { tenantId } = context;
  const people = await parts.tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(CaseRow, 'open')
      .select('DISTINCT open.employeeId', 'employeeId')
      .where(`open.tenantId = :tenantId AND open.status = 'open'`, { tenantId })
      .limit(MOST_PEOPLE)
      .getRawMany<{ employeeId: string }>(),
  );
  const failures: unknown[] = [];
  for (const { employeeId } of people) {
    const commandId = newIdOf(context.commandId, `person/${employeeId}`);
    try {
      await followEmployee({ employeeId }, { ...context, commandId }, parts);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { answer: { cases: people.length } };
}
