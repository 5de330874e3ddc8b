import type { IsolationFixture } from '#libs/testing/isolation-fixture';

let made = 0;

export const isolation: IsolationFixture<'sourceId' | 'deletedSourceId'> = {
  ids: ['sourceId', 'deletedSourceId'],
  async make({ create, organization: { slug } }) {
    const source = { kind: 'standard', name: 'HR' };
    const { id: sourceId } = await create('webhook-sources', { ...source, slug: `${slug}-hr` });
    const { id: deletedSourceId } = await create('webhook-sources', { ...source, slug: `${slug}-old-hr` });
    return { sourceId, deletedSourceId };
  },
  instead: { DeleteHrSource: { sourceId: 'deletedSourceId' } },
  bodies: {
    // No two sources of the platform have one slug, and an organisation has one default source.
    CreateHrSource: ({ slug }) => ({ slug: `${slug}-more-${(made += 1)}`, isDefault: false }),
  },
};
