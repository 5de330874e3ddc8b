import type { EntityManager } from 'typeorm';
import { memberAccess, roleNames } from '#contracts/auth/member-access';
import { membershipFacts } from '#contracts/auth/membership-facts';
import { departmentDefaults } from '#contracts/inventory/department-defaults';
import { itemName } from '#contracts/inventory/item-name';
import { employeePosts, type EmployeePosts } from '#contracts/tenancy/employee-posts';
import { employmentFacts, type EmploymentFacts } from '#contracts/tenancy/employment-facts';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import type { CaseKind } from '#contracts/workflow/case-events';
import type { Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type ServiceParts } from '#libs/runtime';
import { templateSet, type Post } from '../task-template/task-templates';
import { workingWeek } from '../working-days/working-week';
import { HeldGrantRow, OwnedDomainRow, ProductPayerRow, products, services } from './catalogue.entity';
import { TaskRow } from '../task/task.entity';
import { taskProjection } from '../task/task.projection';
import { heldGrantProjection, ownedDomainProjection, productPayerProjection } from './owned-things.projection';
import { issuedStockProjection } from './issued-stock.projection';
import { equipmentOf } from './issued-stock.query';
import { presenceOf, type PlanFacts } from './plan-case';
import { readProducts } from './product-names.query';
import { taskCandidate } from './task-rules';
import { wantedTasks, type HeldGrant, type OwnedThing, type PlanInput } from './wanted-tasks';

export interface PlanGiven {
  readonly context: Pick<CommandContext, 'tenantId' | 'now'>;
  readonly lookup: Lookup;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The employment of a person as cases follow it. */
export interface FollowedPerson {
  readonly employment: EmploymentFacts;
  readonly posts: EmployeePosts;
  /** The date in the organisation's time zone. */
  readonly today: string;
}

/** All rows that tasks are planned from. */
export const PLANNED_FROM = [
  heldGrantProjection,
  productPayerProjection,
  ownedDomainProjection,
  taskProjection,
  issuedStockProjection,
  products.projection,
  services.projection,
];

/** A start or an end longer ago than this opens no case by itself, in days. */
const LONG_AGO = 30;

export function isRecent(date: string, today: string): boolean {
  return date >= daysAfter(today, -LONG_AGO);
}

export async function followedPerson(
  employeeId: string,
  { context: { tenantId, now }, lookup }: Pick<PlanGiven, 'context' | 'lookup'>,
): Promise<FollowedPerson> {
  const [{ state: employment }, { state: posts }, { state: organization }] = await Promise.all([
    lookup.state(employmentFacts, tenantId, employeeId),
    lookup.state(employeePosts, tenantId, employeeId),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  return { employment, posts, today: localDate(now, organization.timeZone) };
}

export interface Planned {
  readonly kind: CaseKind;
  readonly employeeId: string;
  /** Null: opened by hand, or a move. */
  readonly spell: number | null;
  /** Of a move: the post before. */
  readonly formerPost?: Post | null;
}

/** The facts of one case. `person`: as read at the same time. */
export async function planFacts(planned: Planned, person: FollowedPerson, given: PlanGiven): Promise<PlanFacts> {
  const { kind, spell } = planned;
  const { posts, employment, today } = person;
  const { tenantId } = given.context;
  const [working, input] = await Promise.all([
    given.lookup.state(workingWeek, tenantId, tenantId),
    planInput(planned, person, given),
  ]);
  const wanted = wantedTasks(kind, input);
  const days = spell === null ? employment.spells.at(-1) : employment.spells[spell - 1];
  const effectiveOn = spell === null ? today : dateOf(kind, days);
  const lastDay = days?.lastDay ?? null;
  const isSoon = effectiveOn !== null && isRecent(effectiveOn, today);
  const isLive = effectiveOn !== null && wanted.some(({ from }) => from === 'live');
  return {
    effectiveOn,
    opens: kind === 'mover' ? wanted.length > 0 : isSoon || isLive,
    isFormer: spell !== null && spell < employment.spells.length,
    leftOn: lastDay !== null && lastDay < today ? lastDay : null,
    post: posts.count,
    wanted,
    working: working.state,
    present: presenceOf(input.held, wanted),
  };
}

async function planInput(
  { employeeId, formerPost = null }: Planned,
  { posts, employment: { departmentId, userId } }: FollowedPerson,
  given: PlanGiven,
): Promise<PlanInput> {
  const { tenantId, now } = given.context;
  const { location } = posts;
  const post = { ...(posts.posts.at(-1) ?? { departmentId, position: null }), location };
  const [{ state }, candidates, defaults, formerDefaults, manager] = await Promise.all([
    given.lookup.state(templateSet, tenantId, tenantId),
    presentCandidates(given),
    defaultsOf(post.departmentId, given),
    defaultsOf(formerPost?.departmentId ?? null, given),
    managerOf(posts, given),
  ]);
  const { templates } = state;
  const named = [...defaults, ...formerDefaults, ...templates.flatMap(({ productId }) => productId ?? [])];
  const { issued, ...things } = await given.parts.tenantReader.query(tenantId, (rows) =>
    readThings(rows, { tenantId, employeeId, userId, now }, named),
  );
  const equipment = await Promise.all(
    [...issued].map(async ([itemId, quantity]) => {
      const { state: item } = await given.lookup.state(itemName, tenantId, itemId);
      return { itemId, quantity, ...item };
    }),
  );
  const planned = { post, formerPost, templates, defaults, formerDefaults };
  return { employeeId, userId, manager, ...candidates, ...planned, equipment, ...things };
}

async function presentCandidates({ context: { tenantId }, lookup }: PlanGiven) {
  const [{ state: users }, { state: access }] = await Promise.all([
    lookup.state(membershipFacts, tenantId, tenantId),
    lookup.state(memberAccess, tenantId, tenantId),
  ]);
  const present = [...users].flatMap(([id, status]) => (status === 'inactive' ? [] : [id]));
  return { users: new Set(present), roles: roleNames(access) };
}

/** The date by which the tasks of an employment are due; null: it has none. */
function dateOf(kind: CaseKind, days: EmploymentFacts['spells'][number] | undefined): string | null {
  if (!days) return null;
  return kind === 'offboarding' ? days.lastDay : days.startsOn;
}

async function defaultsOf(departmentId: string | null, { context, lookup }: PlanGiven): Promise<readonly string[]> {
  if (departmentId === null) return [];
  const { state } = await lookup.state(departmentDefaults, context.tenantId, departmentId);
  return state.products;
}

async function managerOf({ managerId }: EmployeePosts, { context, lookup }: PlanGiven) {
  if (managerId === null) return null;
  const { state } = await lookup.state(employmentFacts, context.tenantId, managerId);
  return taskCandidate.manager(managerId, state.userId);
}

interface Whose {
  readonly tenantId: string;
  readonly employeeId: string;
  readonly userId: string | null;
  readonly now: string;
}

async function readThings(rows: EntityManager, whose: Whose, productIds: readonly string[]) {
  const held = await heldBy(rows, whose);
  const known = await readProducts(rows, whose.tenantId, [...productIds, ...held.map(({ productId }) => productId)]);
  return { held, products: known, owned: await ownedBy(rows, whose), issued: await equipmentOf(rows, whose) };
}

/** Grants to the employee, and to their login. */
async function heldBy(rows: EntityManager, { tenantId, employeeId, userId, now }: Whose): Promise<HeldGrant[]> {
  const found = await rows
    .createQueryBuilder(HeldGrantRow, 'held')
    .where('held.tenantId = :tenantId AND (held.endsAt IS NULL OR held.endsAt > :now)', { tenantId, now })
    .andWhere('(held.employeeId = :employeeId OR held.userId = :userId)', { employeeId, userId })
    .orderBy('held.grantId')
    .getMany();
  return found.map(({ grantId, productId }) => ({ grantId, productId }));
}

async function ownedBy(rows: EntityManager, { tenantId, userId }: Whose): Promise<readonly OwnedThing[]> {
  if (userId === null) return [];
  const [ownServices, ownProducts, payers, domains] = [
    await rows.findBy(services.table, { tenantId, ownerId: userId }),
    await rows.findBy(products.table, { tenantId, ownerId: userId }),
    await rows.findBy(ProductPayerRow, { tenantId, payerId: userId }),
    await rows.findBy(OwnedDomainRow, { tenantId, ownerId: userId }),
  ];
  const paid = await readProducts(
    rows,
    tenantId,
    payers.map(({ productId }) => productId),
  );
  const hasTasks = await rows.existsBy(TaskRow, { tenantId, assigneeId: userId, open: true });
  const things: readonly OwnedThing[] = [
    ...ownServices.map(({ id, name }) => ({ what: 'service' as const, id, name, serviceId: id })),
    ...ownProducts.map(({ id, name, serviceId }) => ({ what: 'product' as const, id, name, serviceId })),
    ...[...paid.values()].map(({ productId: id, name, serviceId }) => ({
      what: 'payment' as const,
      id,
      name,
      serviceId,
    })),
    ...domains.map(({ domainId: id, name }) => ({ what: 'domain' as const, id, name, serviceId: null })),
    ...(hasTasks ? [{ what: 'open_tasks' as const, id: userId, name: '', serviceId: null }] : []),
  ];
  return things.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export function plannedFromPresent(parts: Pick<ServiceParts, 'log' | 'progress'>): Promise<void> {
  return upToDate(PLANNED_FROM, 'Grants and owners', parts);
}
