import { eventually, organizationOn, sharedPlatform } from '#libs/testing';

const opsledger = sharedPlatform();
const WELCOME = 'Subject: Welcome to OpsLedger';

describe('mails of the running platform', () => {
  it('welcomes the first administrator of an organisation once, with a link to the platform', async () => {
    const { adminEmail } = await organizationOn(opsledger);
    await eventually(async () => (await opsledger.mailsTo(adminEmail)).length > 0, { timeoutMs: 30_000 });
    // The next organisation's mail is written after all others before it.
    const next = await organizationOn(opsledger);
    await eventually(async () => (await opsledger.mailsTo(next.adminEmail)).length > 0, { timeoutMs: 30_000 });
    const mails = await opsledger.mailsTo(adminEmail);
    expect(mails).toEqual([expect.stringContaining(WELCOME)]);
    expect(mails[0]).toContain(`${opsledger.url}/sign-in`);
  });

  it('counts its waiting mails in the metrics', async () => {
    const body = await (await fetch(`${opsledger.url}/metrics`)).text();
    for (const gauge of ['mails_queued{mail="auth.welcome"}', 'jobs_due{job="auth.expire-idle-sessions"}']) {
      expect(body).toContain(`opsledger_${gauge}`);
    }
    expect(body).toContain('opsledger_imports_waiting{service="inventory"} 0');
    expect(body).toContain('opsledger_storage_unclaimed');
  });
});
