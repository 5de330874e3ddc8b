import { randomBytes } from 'node:crypto';
import { eventually } from './eventually';
import type { HttpClient } from './http-client';
import { ADMIN_EMAIL, ADMIN_PASSWORD, type OpsLedgerProcess } from './opsledger-process';

export const PASSWORD = 'another long enough password';

/** Signs in, and returns the client of that person. */
export async function signIn(http: HttpClient, email: string, password = PASSWORD): Promise<HttpClient> {
  const { status, body } = await http.post<{ accessToken: string }>('auth/login', { email, password });
  if (status !== 200) throw new Error(`signing in as ${email}: ${status} ${JSON.stringify(body)}`);
  return http.as(body.accessToken);
}

export interface TestOrganization {
  readonly id: string;
  readonly slug: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  /** Of its first administrator. */
  readonly admin: HttpClient;
  /** Of the platform's administrator, in no organisation. */
  readonly platform: HttpClient;
}

/** A new organisation with an administrator who has signed in. */
export async function organizationOn({ http }: Pick<OpsLedgerProcess, 'http'>): Promise<TestOrganization> {
  const platform = await signIn(http, ADMIN_EMAIL, ADMIN_PASSWORD);
  const slug = `org-${randomBytes(4).toString('hex')}`;
  const adminEmail = `admin@${slug}.test`;
  const { status, body } = await platform.post<{ id: string }>('organizations', {
    slug,
    name: `Organisation ${slug}`,
    admin: { email: adminEmail, name: 'Ada', password: PASSWORD },
  });
  if (status !== 201) throw new Error(`creating ${slug}: ${status} ${JSON.stringify(body)}`);
  await settled(platform, body.id);
  return { id: body.id, slug, adminEmail, adminPassword: PASSWORD, admin: await signIn(http, adminEmail), platform };
}

/** The answer waits two seconds for the administrator; a busy machine may need longer. */
async function settled(platform: HttpClient, organizationId: string): Promise<void> {
  const trail = `audit-logs?organizationId=${organizationId}&action=organization.first_administrator_settled`;
  await eventually(
    async () => {
      const { status, body } = await platform.get<{ items: unknown[] }>(trail);
      return status === 200 && body.items.length > 0;
    },
    { timeoutMs: 30_000, everyMs: 50 },
  );
}

/** The answer of a create; anything but 201 is an error with the whole answer in it. */
export async function created<Body extends object = { id: string }>(
  answer: Promise<{ readonly status: number; readonly body: unknown }>,
): Promise<Body> {
  const { status, body } = await answer;
  if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
  return body as Body;
}
