import type { IsolationFixture } from '#libs/testing/isolation-fixture';
import type { TestOrganization } from '#libs/testing/organization';

type Id = 'orderId' | 'receiptId' | 'lineId' | 'orderLineId' | 'draftId' | 'toSubmitId' | 'toCloseId' | 'toCancelId';

/** A submitted order with a receipt, and one more for each change of state. */
export const isolation: IsolationFixture<Id, 'inventory.itemId' | 'inventory.locationId' | 'inventory.supplierId'> = {
  ids: ['orderId', 'receiptId', 'lineId', 'orderLineId', 'draftId', 'toSubmitId', 'toCloseId', 'toCancelId'],
  uses: ['inventory.itemId', 'inventory.locationId', 'inventory.supplierId'],
  instead: {
    ChangePurchaseOrder: { orderId: 'draftId' },
    SubmitPurchaseOrder: { orderId: 'toSubmitId' },
    ClosePurchaseOrder: { orderId: 'toCloseId' },
    CancelPurchaseOrder: { orderId: 'toCancelId' },
  },
  async make({ create, used, organization }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    const ordered = (expectedOn: string) =>
      create('purchase-orders', {
        supplier: used['inventory.supplierId'],
        expectedOn,
        lines: [{ itemId, quantity: '9999', unitPrice: '2' }],
      });
    const { id: orderId } = await ordered('2026-12-01');
    const { id: draftId } = await ordered('2026-12-02');
    const { id: toSubmitId } = await ordered('2026-12-03');
    const { id: toCloseId } = await ordered('2026-12-04');
    const { id: toCancelId } = await ordered('2026-12-05');
    await submitted(organization, orderId);
    await submitted(organization, toCloseId);
    const { body } = await organization.admin.get<{ lines: { lineId: string }[] }>(`purchase-orders/${orderId}`);
    const lineId = body.lines[0]?.lineId ?? '';
    const { receiptId } = await create<{ receiptId: string }>(`purchase-orders/${orderId}/receipts`, {
      lines: [{ lineId, quantity: '1', locationId }],
    });
    return { orderId, receiptId, lineId, orderLineId: lineId, draftId, toSubmitId, toCloseId, toCancelId };
  },
};

async function submitted({ admin }: TestOrganization, orderId: string): Promise<void> {
  const { status, body } = await admin.post(`purchase-orders/${orderId}/submit`, {});
  if (status !== 200) throw new Error(`submitting ${orderId}: ${status} ${JSON.stringify(body)}`);
}
