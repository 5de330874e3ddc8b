import type { IsolationFixture } from '#libs/testing/isolation-fixture';

interface Figures {
  readonly totals: readonly { readonly lineage: string }[];
}

/** The name of a figure of the days of which entries are recorded. */
export const isolation: IsolationFixture<'lineage', 'kpi.entryId'> = {
  ids: ['lineage'],
  uses: ['kpi.entryId'],
  async make({ organization: { admin }, eventually }) {
    let lineage = '';
    await eventually(async () => {
      const { body } = await admin.get<Figures & { readonly items: readonly unknown[] }>(
        'kpis?from=2026-01-28&to=2026-01-29&kpi=quality_ratio&grain=day',
      );
      lineage = body.totals[0]?.lineage ?? '';
      return body.items.length > 1;
    });
    return { lineage };
  },
};
