import type { IsolationFixture, IsolationGiven } from '#libs/testing/isolation-fixture';

/** Two imports whose dry runs are over, one with a bad row, and the kind of both. A form names no stored file: the gateway does. */
export const isolation: IsolationFixture<'importId' | 'kind' | 'fileId'> = {
  ids: ['importId', 'kind', 'fileId'],
  async make(given) {
    const importId = await dryRun(given, 'A-3,Salt,kg');
    await dryRun(given, 'A-4,,kg');
    return { importId, kind: 'items', fileId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072' };
  },
};

async function dryRun({ organization: { admin }, eventually }: IsolationGiven<never>, row: string): Promise<string> {
  const form = new FormData();
  form.append('dryRun', 'true');
  form.append('file', new Blob([`itemNumber,name,unit\n${row}\n`]), 'items.csv');
  const { status, body } = await admin.upload<{ id: string }>('items/import', form);
  if (status !== 202) throw new Error(`importing: ${status} ${JSON.stringify(body)}`);
  await eventually(async () => (await admin.get<{ status: string }>(`imports/${body.id}`)).body.status === 'dry_run', {
    timeoutMs: 30_000,
  });
  return body.id;
}
