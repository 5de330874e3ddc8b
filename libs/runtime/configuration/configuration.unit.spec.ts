import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSigningKeyPem } from '#libs/identity';
import { type ConfigurationRefused, readConfiguration, withoutEffect } from './configuration';
import { SETTINGS, WITHOUT_EFFECT } from './settings';

const faultsOf = (environment: NodeJS.ProcessEnv): Record<string, string> => {
  try {
    readConfiguration(environment);
    return {};
  } catch (error) {
    return Object.fromEntries((error as ConfigurationRefused).faults.map(({ variable, fault }) => [variable, fault]));
  }
};

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

it('needs nothing: every variable has a default or may be absent', () => {
  const configuration = readConfiguration({});
  expect(configuration).toMatchObject({ port: 3000, host: '127.0.0.1', logLevel: 'info', demo: false });
  expect(configuration.dataDir).toMatch(/\/var$/);
  expect(configuration.databaseUrl).toBeUndefined();
});

it('takes an empty variable for an absent one', () => {
  const configuration = readConfiguration({ PORT: '', DATABASE_URL: ' ' });
  expect(configuration.port).toBe(3000);
  expect(configuration).not.toHaveProperty('databaseUrl');
});

it('names every fault at once, and no value', () => {
  const secret = 's3cret-value';
  const environment = {
    PORT: secret,
    DATABASE_URL: `mysql://${secret}`,
    OPSLEDGER_MASTER_KEY: secret,
    JWT_PRIVATE_KEY: secret,
    OPSLEDGER_ADMIN_EMAIL: secret,
    LOG_LEVEL: secret,
    OPSLEDGER_DEMO: secret,
  };
  expect(Object.keys(faultsOf(environment)).sort()).toEqual(Object.keys(environment).sort());
  expect(() => readConfiguration(environment)).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining(secret) as string }) as Error,
  );
  expect(() => readConfiguration(environment)).toThrow(/^The configuration cannot be used:\n {2}PORT has to be/);
});

it.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['PORT', '0x50'],
  ['NODE_ENV', 'prod'],
  ['DATABASE_URL', 'localhost:5432'],
  ['NATS_URL', 'http://127.0.0.1:4222'],
  ['EVENTSTORE_URL', 'http://127.0.0.1:2113'],
  ['CORS_ALLOWED_ORIGINS', '*'],
  ['CORS_ALLOWED_ORIGINS', 'https://app.example.org/'],
  ['CORS_ALLOWED_ORIGINS', 'https://app.example.org,app.example.org'],
  ['TRUSTED_PROXIES', 'loopback'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['TRUSTED_PROXIES', '10.0.0/8'],
  ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
  ['TRUSTED_PROXIES', 'fd00::/129'],
  ['TRUSTED_PROXIES', '10.0.0.1,'],
  ['RATE_LIMIT_PER_MINUTE', '0'],
  ['ENABLE_SWAGGER', 'yes'],
  ['OPSLEDGER_MASTER_KEY', Buffer.alloc(31).toString('base64')],
  ['OPSLEDGER_MASTER_KEY', Buffer.alloc(33).toString('base64')],
  ['OPSLEDGER_ADMIN_PASSWORD', 'too short'],
])('refuses %s=%s', (name, value) => {
  expect(faultsOf({ [name]: value })).toHaveProperty(name);
});

it.each([
  ['port', { PORT: '0' }, 0],
  [
    'corsAllowedOrigins',
    { CORS_ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173' },
    ['https://a.example', 'http://localhost:5173'],
  ],
  [
    'trustedProxies',
    { TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8,::1' },
    ['127.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1'],
  ],
  ['masterKey', { OPSLEDGER_MASTER_KEY: MASTER_KEY }, Buffer.alloc(32, 7)],
  ['masterKey', { OPSLEDGER_MASTER_KEY: '07'.repeat(32) }, Buffer.alloc(32, 7)],
  ['eventstoreUrl', { EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false' }, 'esdb://127.0.0.1:2113?tls=false'],
  ['demo', { OPSLEDGER_DEMO: 'true' }, true],
] as const)('reads %s from %j', (key, environment, value) => {
  expect(readConfiguration(environment)[key]).toEqual(value);
});

it('reads a signing key with its line breaks written out', () => {
  const pem = newSigningKeyPem();
  const environment = { JWT_PRIVATE_KEY: pem.trim().replaceAll('\n', String.raw`\n`) };
  expect(readConfiguration(environment).jwtPrivateKey).toBe(pem.trim());
});

it('requires in production the secrets that are made up elsewhere', () => {
  expect(faultsOf({ NODE_ENV: 'production' })).toEqual({
    PUBLIC_URL: 'is required in production',
    JWT_PRIVATE_KEY: 'is required in production',
    OPSLEDGER_MASTER_KEY: 'is required in production',
  });
  const secrets = {
    PUBLIC_URL: 'https://ops.example.org',
    JWT_PRIVATE_KEY: newSigningKeyPem(),
    OPSLEDGER_MASTER_KEY: MASTER_KEY,
  };
  expect(faultsOf({ NODE_ENV: 'production', ...secrets })).toEqual({});
});

it("requires in production the secrets of this process's services", () => {
  const missing = (runs: readonly string[] | 'operator') => {
    try {
      readConfiguration({ NODE_ENV: 'production' }, runs);
      return [];
    } catch (error) {
      return (error as ConfigurationRefused).faults.map(({ variable }) => variable);
    }
  };
  expect(missing(['inventory'])).toEqual(['OPSLEDGER_MASTER_KEY']);
  expect(missing(['inventory', 'auth'])).toEqual(['PUBLIC_URL', 'JWT_PRIVATE_KEY', 'OPSLEDGER_MASTER_KEY']);
  expect(missing('operator')).toEqual([]);
});

it('calls a secret that cannot be read wrong, not missing', () => {
  const faults = faultsOf({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://ops.example.org',
    JWT_PRIVATE_KEY: 'x',
    OPSLEDGER_MASTER_KEY: MASTER_KEY,
  });
  expect(faults).toEqual({ JWT_PRIVATE_KEY: 'has to be a private key on the curve P-256 in PEM form' });
});

it('requires settings that belong together', () => {
  expect(faultsOf({ S3_ENDPOINT: 'https://s3.example.org', S3_BUCKET: 'files' })).toEqual({
    S3_ACCESS_KEY: 'is needed with S3_ENDPOINT, S3_BUCKET',
    S3_SECRET_KEY: 'is needed with S3_ENDPOINT, S3_BUCKET',
  });
  expect(faultsOf({ SMTP_URL: 'smtp://localhost' })).toEqual({ SMTP_FROM: 'is needed with SMTP_URL' });
});

it('matches docs/settings.md: every variable, with its default', () => {
  const documented = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'settings.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .filter(([, name = '']) => /^[A-Z]/.test(name));
  const declared = Object.values(SETTINGS).map(({ name, fallback }) => [name, String(fallback ?? '')]);
  expect(documented.map(([, name, fallback]) => [name, fallback])).toEqual(declared);
});

it('has each variable once, with a description', () => {
  const settings = Object.values(SETTINGS);
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
  expect(settings.filter(({ about }) => about.length < 5)).toEqual([]);
});

it('names the variables that are set without effect, which docs/settings.md lists', () => {
  const set = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', AUDIT_TSA_URL: ' ', OPSLEDGER_DEMO: 'false' };
  expect(withoutEffect({ ...set, PORT: '3001' })).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const documented = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'settings.md'), 'utf8');
  const [, listed = ''] = /without effect in this release: (.+)\.$/m.exec(documented) ?? [];
  expect(listed.replaceAll('`', '').split(', ')).toEqual(WITHOUT_EFFECT.map((key) => SETTINGS[key].name));
});

describe('a variable that names a file', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'settings-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  function file(content: string): string {
    const path = join(directory, 'setting');
    writeFileSync(path, content);
    return path;
  }

  it('has the value of the file, without the line break at its end', () => {
    expect(readConfiguration({ OPSLEDGER_MASTER_KEY_FILE: file(`${MASTER_KEY}\n`) }).masterKey).toEqual(
      Buffer.alloc(32, 7),
    );
  });

  it('counts as absent where the file is empty', () => {
    expect(readConfiguration({ DATABASE_URL_FILE: file('\n') })).not.toHaveProperty('databaseUrl');
  });

  it('is refused beside the variable itself, without a file, and with one that is too long', () => {
    expect(faultsOf({ PORT: '1', PORT_FILE: file('2') })).toEqual({
      PORT: 'is set, and PORT_FILE too: leave one of them out',
    });
    expect(faultsOf({ SMTP_URL_FILE: join(directory, 'none') })).toEqual({
      SMTP_URL: 'cannot be read from the file that SMTP_URL_FILE names (ENOENT)',
    });
    expect(faultsOf({ SMTP_FROM_FILE: file('x'.repeat(65_537)) })).toEqual({
      SMTP_FROM: 'is longer than 64 KiB in the file that SMTP_FROM_FILE names',
    });
  });
});
