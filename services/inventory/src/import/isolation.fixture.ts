import { eventually, type HttpClient, type IsolationFixture } from '#libs/testing';

/** Two imports whose dry runs are over, and the kind of both. A form names no stored file: the gateway does. */
export const isolation: IsolationFixture<'importId' | 'kind' | 'fileId'> = {
  ids: ['importId', 'kind', 'fileId'],
  async make({ organization: { admin } }) {
    const importId = await dryRun(admin, 'A-3');
    await dryRun(admin, 'A-4');
    return { importId, kind: 'items', fileId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072' };
  },
};

async function dryRun(admin: HttpClient, itemNumber: string): Promise<string> {
  const form = new FormData();
  form.append('dryRun', 'true');
  form.append('file', new Blob([`itemNumber,name,unit\n${itemNumber},Salt,kg\n,,\n`]), 'items.csv');
  const { status, body } = await admin.upload<{ id: string }>('items/import', form);
  if (status !== 202) throw new Error(`importing: ${status} ${JSON.stringify(body)}`);
  await eventually(async () => (await admin.get<{ status: string }>(`imports/${body.id}`)).body.status === 'dry_run', {
    timeoutMs: 30_000,
  });
  return body.id;
}
