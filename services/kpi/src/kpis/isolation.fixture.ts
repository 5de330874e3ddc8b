import type { IsolationFixture } from '#libs/testing';

interface Figures {
  readonly totals: readonly { readonly lineage: string }[];
}

/** The name of a figure. */
export const isolation: IsolationFixture<'lineage'> = {
  ids: ['lineage'],
  async make({ organization: { admin } }) {
    const { body } = await admin.get<Figures>('kpis?from=2026-01-28&to=2026-01-29&kpi=oee');
    return { lineage: body.totals[0]?.lineage ?? '' };
  },
};
