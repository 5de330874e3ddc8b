import { invalid } from '#contracts/declare/validation';
import { faultAt } from '#contracts/errors';
import type {
  ProposedPolicy,
  ReorderSimulation,
  SimulatedPolicy as PolicyAsked,
  SimulatedRun,
  SimulateReorder,
} from '#contracts/inventory/simulate-reorder';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { item } from '../item/item';
import { stockHistory, type StockHistory } from '../stock-ledger/stock-ledger';
import { rounded } from '#contracts/values/fraction';
import { moneyText } from '../value/movement-value';
import { ordersOf } from '../purchase-order/on-order.query';
import { pastOrders } from './past-orders';
import { propose } from './propose';
import { daysOf, periodOf } from './simulated-period';
import { reality, simulate, type Run, type SimulatedPolicy } from './simulate';

/**
 * From the item's own log, and nothing is recorded.
 * @throws DomainError `NOT_FOUND`, `VALIDATION_FAILED`
 */
export async function simulateReorder(
  { itemId, from, to, policy: asked, propose: wantsProposals = false }: SimulateReorder,
  { tenantId, now }: CommandContext,
  { commands, log, tenantReader }: Pick<ServiceParts, 'commands' | 'log' | 'tenantReader'>,
): Promise<Outcome<ReorderSimulation>> {
  const [details, history, organization] = await Promise.all([
    commands.state(item, tenantId, itemId),
    commands.state(stockHistory, tenantId, itemId),
    commands.state(organizationFacts, tenantId, tenantId),
  ]);
  if (details.revision === 'none') throw faultAt('NOT_FOUND', '/itemId', 'is no item here');
  const { timeZone } = organization.state;
  if (to > localDate(now, timeZone))
    throw invalid([{ pointer: '/to', code: 'RANGE', message: 'must not be after today' }]);
  const period = periodOf(history.state.values, {
    days: daysOf(from, to, timeZone),
    method: details.state.costMethod,
    isSupply: (movementId) => isSupply(history.state, movementId),
  });
  const policy = policyOf(asked);
  const before = new Date(period.days.at(-1)?.end ?? 0).toISOString();
  const placed = await tenantReader.query(tenantId, (rows) => ordersOf(rows, tenantId, { itemId, before }));
  const actual = reality(period, pastOrders(placed, history.state));
  const proposals = wantsProposals ? propose(period, actual, policy) : [];
  return {
    position: await log.head(),
    unchanged: true,
    answer: {
      ...shownRun(simulate(period, policy)),
      actual: shownRun(actual),
      proposals: proposals.map(({ because, policy: proposed, run }): ProposedPolicy => {
        const { days: _, ...sums } = shownRun(run);
        return { because, policy: shownPolicy(proposed), short: quantityText(run.short), ...sums };
      }),
    },
  };
}

/** Stock that was bought. An opening balance is there whatever the policy. */
function isSupply({ ofMovement, transactions }: StockHistory, movementId: string): boolean {
  const transaction = transactions.get(ofMovement.get(movementId) ?? '');
  if (transaction?.type === 'StockCorrected') return true;
  return transaction?.type === 'StockReceived' && transaction.source?.type !== 'opening_balance';
}

function policyOf({ min, max, packSize, reorderQuantity, leadTimeDays }: PolicyAsked): SimulatedPolicy {
  const units = (text: string | null = null) => (text === null ? null : quantityUnits(text));
  return {
    min: quantityUnits(min),
    max: units(max),
    packSize: units(packSize),
    reorderQuantity: units(reorderQuantity),
    leadTimeDays,
  };
}

function shownPolicy({ min, max, packSize, reorderQuantity, leadTimeDays }: SimulatedPolicy): PolicyAsked {
  return {
    min: quantityText(min ?? 0n),
    max: max === null ? null : quantityText(max),
    ...(packSize !== null && { packSize: quantityText(packSize) }),
    ...(reorderQuantity !== null && { reorderQuantity: quantityText(reorderQuantity) }),
    leadTimeDays,
  };
}

function shownRun({ days, stockOuts, valueSum, orders }: Run): SimulatedRun {
  return {
    days: days.map(({ date, onHand, onOrder, ordered, short, value }) => ({
      date,
      onHand: quantityText(onHand),
      onOrder: quantityText(onOrder),
      ordered: quantityText(ordered),
      short: quantityText(short),
      value: moneyText(value),
    })),
    stockOuts,
    averageValue: moneyText(rounded(valueSum, BigInt(days.length))),
    orders,
  };
}
