import { randomBytes } from 'node:crypto';
import { secretFindings } from './secrets';

const strong = randomBytes(24).toString('base64url');
const findings = (
  more: Omit<Parameters<typeof secretFindings>[0], 'mode'>,
  mode: 'production' | 'test' = 'production',
) => secretFindings({ mode, ...more });

it('finds nothing in random secrets, nor where none is set', () => {
  const urls = { databaseUrl: `postgresql://ops:${strong}@db/ops`, natsUrl: `nats://cli:${strong}@bus:4222` };
  const keys = { masterKey: randomBytes(32), metricsToken: strong, s3SecretKey: strong };
  for (const settings of [{}, { ...urls, ...keys }]) {
    expect(findings(settings)).toEqual([{ check: 'secrets', outcome: 'ok', detail: 'none is short or a default' }]);
  }
});

it.each([
  ['OPSLEDGER_MASTER_KEY', { masterKey: Buffer.alloc(32, 7) }],
  ['METRICS_TOKEN', { metricsToken: 'short' }],
  ['S3_SECRET_KEY', { s3SecretKey: 'minioadmin' }],
  ['DATABASE_URL', { databaseUrl: 'postgresql://postgres:postgres@db/ops' }],
  ['DATABASE_READ_URL', { databaseReadUrl: 'postgresql://opsledger-replica:opsledger-replica@db/ops' }],
  ['SMTP_URL', { smtpUrl: 'smtp://mail:Change-Me-000000000@mail' }],
  ['NATS_URL', { natsUrl: 'nats://bus:4222' }],
  ['REDIS_URL', { redisUrl: 'redis://cache' }],
])('names a weak or missing one without its value: %s', (name, settings) => {
  const [found, ...more] = findings(settings);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ check: 'secrets', outcome: 'failed' });
  expect(found?.detail).toContain(name);
  expect(found?.detail).not.toMatch(/short'|minioadmin|postgres:|Change-Me/);
  expect(findings(settings, 'test')).toMatchObject([{ outcome: 'warning' }]);
});

it('warns of the first administrator’s password that stays in the environment', () => {
  expect(findings({ adminPassword: strong })).toMatchObject([
    { outcome: 'warning', detail: expect.stringContaining('OPSLEDGER_ADMIN_PASSWORD') as string },
  ]);
});
