import type { GetPaymentSummary, MonthlySpend, PaymentSummary } from '#contracts/inventory/get-payment-summary';
import type { PaymentCycle } from '#contracts/inventory/payment-events';
import type { QueryGiven } from '#libs/runtime';
import { organizations } from '../../stock-ledger/organizations.entity';
import { todayOf } from './list-payments.query';
import { monthlySpend } from './monthly-spend';
import { PaymentRow } from './payment.entity';
import { statusOf, type Term } from './payment-term';

type Counted = Term & Pick<PaymentRow, 'amount' | 'currency' | 'complete'> & { readonly cycle: PaymentCycle | null };

type Given = QueryGiven & { readonly held: ReadonlySet<string> | undefined };

export async function getPaymentSummary(
  _query: GetPaymentSummary,
  { rows, context: { tenantId }, held }: Given,
): Promise<PaymentSummary> {
  const organization = await rows.findOneBy(organizations.table, { tenantId, id: tenantId });
  const today = todayOf(organization);
  const query = rows.createQueryBuilder(PaymentRow, 'payment').where('payment.tenantId = :tenantId', { tenantId });
  if (held) query.andWhere('payment.scopeIds && :held', { held: [...held] });
  const payments: readonly Counted[] = await query.getMany();
  const statuses = payments.map((payment) => statusOf(payment, today));
  return {
    total: payments.length,
    incomplete: payments.filter(({ complete }) => !complete).length,
    expiring: statuses.filter((status) => status === 'expiring').length,
    expired: statuses.filter((status) => status === 'expired').length,
    spend: spendOf(payments.filter((_, index) => statuses[index] !== 'expired')),
  };
}

function spendOf(payments: readonly Counted[]): readonly MonthlySpend[] {
  return monthlySpend(
    payments.flatMap(({ amount, currency, cycle }) =>
      amount === null || currency === null || cycle === null ? [] : [{ amount, currency, cycle }],
    ),
  );
}
