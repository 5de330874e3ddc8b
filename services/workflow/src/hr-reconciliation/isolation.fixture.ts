import type { IsolationFixture } from '#libs/testing/isolation-fixture';

type Ids = 'listedSourceId' | 'reconciliationId' | 'rejectedId';

/** Lists that nobody is on are held. */
export const isolation: IsolationFixture<Ids> = {
  ids: ['listedSourceId', 'reconciliationId', 'rejectedId'],
  async make({ create, organization: { admin, slug } }) {
    const source = { slug: `${slug}-lists`, kind: 'standard', name: 'HR', isDefault: false };
    const { id: listedSourceId } = await create('webhook-sources', source);
    const held = async () => {
      const path = `webhook-sources/${listedSourceId}/reconcile`;
      const { status, body } = await admin.post<{ id: string }>(path, { people: [] });
      if (status !== 200) throw new Error(`comparing a list: ${status} ${JSON.stringify(body)}`);
      return body.id;
    };
    return { listedSourceId, reconciliationId: await held(), rejectedId: await held() };
  },
  instead: {
    GetHrReconciliation: { sourceId: 'listedSourceId' },
    ListHrReconciliations: { sourceId: 'listedSourceId' },
    ApproveHrReconciliation: { sourceId: 'listedSourceId' },
    RejectHrReconciliation: { sourceId: 'listedSourceId', reconciliationId: 'rejectedId' },
  },
  bodies: { ReconcileHrSource: () => ({ csv: undefined, people: [] }) },
};
