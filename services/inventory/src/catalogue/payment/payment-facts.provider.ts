import type { FactsGiven } from '#libs/runtime';
import { catalogueUsers, localFacts } from '../service/catalogue-lookups.provider';
import type { PaymentFacts } from './stated-payment';

export async function paymentFacts(
  command: object,
  given: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<PaymentFacts> {
  const [{ users }, { currency, today }] = await Promise.all([catalogueUsers(command, given), localFacts(given)]);
  return { users, currency, today };
}
