/** @alone kills a service of a whole deployment */
import { Client } from 'pg';
import { SERVICES } from '#contracts/services';
import { Deployment } from '#libs/testing/deployment';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { ADMIN_EMAIL, ADMIN_PASSWORD } from '#libs/testing/opsledger-process';
import { PASSWORD, signIn } from '#libs/testing/organization';

/** The number of the advisory lock. */
const LOCK = 4711;

/** Appends of one type of event reach the database, and wait there until they are released. */
class HeldAppends {
  private constructor(private readonly client: Client) {}

  static async of(databaseUrl: string, type: string): Promise<HeldAppends> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`
      SELECT pg_advisory_lock(${LOCK});
      CREATE FUNCTION public.hold_back() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(${LOCK}); RETURN NEW; END $$;
      CREATE TRIGGER hold_back BEFORE INSERT ON event_log.event
        FOR EACH ROW WHEN (NEW.type = '${type}') EXECUTE FUNCTION public.hold_back()`);
    return new HeldAppends(client);
  }

  /** Waits until one is held. */
  async come(): Promise<void> {
    const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCK} AND NOT granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    await eventually(async () => ((await this.client.query(waiting)).rowCount ?? 0) > 0);
  }

  async letGo(): Promise<void> {
    await this.client.query(`SELECT pg_advisory_unlock(${LOCK})`);
    await this.client.query('DROP TRIGGER hold_back ON event_log.event; DROP FUNCTION public.hold_back()');
    await this.client.end();
  }
}

describe('an organisation whose first administrator is named while auth dies', () => {
  let deployment: Deployment;
  let platform: HttpClient;
  let organizations = 0;

  beforeAll(async () => {
    deployment = await Deployment.open();
    await Promise.all(SERVICES.map((service) => deployment.run(service)));
    platform = await signIn(deployment.http, ADMIN_EMAIL, ADMIN_PASSWORD);
  }, 180_000);
  afterAll(() => deployment.remove());

  it.each([
    ['when they have just been named', 'FirstAdministratorNamed'],
    ['while their account is created', 'AccountCreated'],
    ['while they are made a member', 'MembershipGranted'],
    ['while tenancy is told', 'FirstAdministratorSettled'],
  ])('has them, once, when auth is up again: %s', async (_, type) => {
    const slug = `orphan-${organizations++}`;
    const email = `ada@${slug}.test`;
    const held = await HeldAppends.of(deployment.database.superuserUrl, type);
    const answer = platform.post<{ id: string }>('organizations', {
      slug,
      name: 'Orphan',
      admin: { email, name: 'Ada', password: PASSWORD },
    });
    await held.come();
    const auth = deployment.process('auth');
    await auth.kill();
    await held.letGo();
    // The wait for the administrator is bounded, and its end is no refusal: the organisation exists.
    const { status, body } = await answer;
    expect(status).toBe(201);

    await deployment.again(auth);
    const trailOf = async (action: string) =>
      (await platform.get<{ items: object[] }>(`audit-logs?organizationId=${body.id}&action=${action}`)).body.items;
    const settled = await eventually(
      async () => {
        const entries = await trailOf('organization.first_administrator_settled');
        return entries.length > 0 && entries;
      },
      { timeoutMs: 30_000 },
    );
    expect(settled).toMatchObject([
      { changes: expect.arrayContaining([{ field: 'outcome', before: null, after: 'done' }]) },
    ]);

    const admin = await signIn(deployment.http, email);
    expect((await admin.get('auth/me')).body).toMatchObject({ email, organizationId: body.id, roles: ['admin'] });
    expect((await admin.get<{ items: object[] }>('users')).body.items).toMatchObject([{ email, status: 'active' }]);
    expect(await trailOf('user.created')).toHaveLength(1);
  });
});
