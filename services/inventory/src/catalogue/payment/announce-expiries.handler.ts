import type { AnnouncedExpiries, AnnounceExpiries } from '#contracts/inventory/announce-expiries';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { dueGrantStage } from '../grant/end-stages';
import { GrantRow } from '../grant/grant.entity';
import { grantProjection } from '../grant/grant.projection';
import { localFacts } from '../service/catalogue-lookups.provider';
import { catalogueService } from '../service/catalogue-service';
import { announceExpiries, MOST_AT_ONCE } from './announce-expiries';
import { PaymentRow } from './payment.entity';
import { announcedOf, paymentProjection } from './payment.projection';
import { dueAnnouncement, hasExpired } from './payment-term';

/** Services in one run of the command. */
const BATCH = 200;

/**
 * A service that fails keeps none after it from theirs; its error is thrown at the end.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on
 */
export async function announceExpiriesOfOrganization(
  _command: AnnounceExpiries,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<AnnouncedExpiries>> {
  // It reads the announcements that it recorded itself.
  await upToDate([paymentProjection, grantProjection], 'Payments and grants', parts);
  const { today } = await localFacts({ context, lookup: parts.commands });
  const serviceIds = await servicesWithDue(today, context, parts);
  const counted = { payments: 0, grants: 0 };
  const failures: unknown[] = [];
  for (const serviceId of serviceIds.slice(0, BATCH)) {
    try {
      const { payments, grants } = await announceOf(serviceId, today, context, parts);
      counted.payments += payments;
      counted.grants += grants;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  if (serviceIds.length > BATCH) throw new DomainError('SERVICE_UNAVAILABLE', 'More are left; send it again');
  return { answer: counted };
}

/** All that is due in one service, a part in each append. */
async function announceOf(
  serviceId: string,
  today: string,
  context: CommandContext,
  { commands }: ServiceParts,
): Promise<AnnouncedExpiries> {
  const counted = { payments: 0, grants: 0 };
  for (let part = 1; ; part++) {
    const { result } = await commands.handle({
      aggregate: catalogueService,
      id: serviceId,
      command: {},
      // With the date: what is left to another day is another command.
      context: { ...context, commandId: newIdOf(context.commandId, `service/${serviceId}/${today}/${part}`) },
      facts: () => Promise.resolve(today),
      decide: announceExpiries,
      answer: (_, { events }) => ({
        events: events.length,
        payments: events.filter(({ type }) => type === 'PaymentExpiryAnnounced').length,
        grants: events.filter(({ type }) => type === 'ProductGrantEndAnnounced' || type === 'ProductGrantExpired')
          .length,
      }),
    });
    counted.payments += result.payments;
    counted.grants += result.grants;
    if (result.events < MOST_AT_ONCE) return counted;
  }
}

/** Services of which a payment or a grant has an announcement due, by the same rules as the decision. */
async function servicesWithDue(
  today: string,
  { tenantId, now }: CommandContext,
  { tenantReader }: Pick<ServiceParts, 'tenantReader'>,
): Promise<readonly string[]> {
  const [payments, grants] = await tenantReader.query(tenantId, async (rows) => [
    await rows
      .createQueryBuilder(PaymentRow, 'payment')
      .where('payment.tenantId = :tenantId AND payment.expiresOn IS NOT NULL', { tenantId })
      .getMany(),
    await rows
      .createQueryBuilder(GrantRow, 'grant')
      .where(`grant.tenantId = :tenantId AND grant.status = 'active' AND grant.endsAt IS NOT NULL`, { tenantId })
      .getMany(),
  ]);
  const due = [
    ...payments.filter(
      (row) => dueAnnouncement(row, announcedOf(row), today) !== undefined || (hasExpired(row, today) && !row.overdue),
    ),
    ...grants.filter((row) => (row.endsAt !== null && row.endsAt <= now) || dueGrantStage(row, today) !== undefined),
  ];
  return [...new Set(due.map(({ serviceId }) => serviceId))].toSorted();
}
