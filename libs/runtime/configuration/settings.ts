import { isEmail } from 'class-validator';
import { passwordFault } from '#contracts/values/password';
import { signingKeyFromPem } from '#libs/identity';
import { LOG_LEVELS, type LogLevel } from '#libs/observability';
import {
  Fault,
  type Setting,
  address,
  key256,
  listOf,
  network,
  oneOf,
  origin,
  text,
  wholeNumber,
  yesOrNo,
} from './setting';

const NONE = undefined;

function setting<T>(
  name: string,
  about: string,
  read: (value: string) => T,
  fallback: NoInfer<T>,
  more: Pick<Setting<T>, 'requiredInProduction'> = {},
): Setting<T> {
  return { name, about, read, fallback, ...more };
}

/** A setting that may be absent. */
function optional<T>(
  name: string,
  about: string,
  read: (value: string) => T,
  more: Pick<Setting<T>, 'requiredInProduction'> = {},
): Setting<T | undefined> {
  return { name, about, read, fallback: NONE, ...more };
}

/** A private key in PEM; line breaks may be written as \n, as many ways of passing variables require. */
function signingKeyPem(value: string): string {
  const pem = value.replaceAll(String.raw`\n`, '\n');
  try {
    signingKeyFromPem(pem);
  } catch {
    throw new Fault('has to be a private key on the curve P-256 in PEM form');
  }
  return pem;
}

function emailAddress(value: string): string {
  if (!isEmail(value)) throw new Fault('has to be an e-mail address');
  return value;
}

/** An address that people open in a browser; it may have a path. */
function publicAddress(value: string): string {
  const { protocol, username, password, search, hash } = new URL(URL.canParse(value) ? value : 'none:');
  if (!/^https?:$/.test(protocol) || `${username}${password}${search}${hash}` !== '') {
    throw new Fault('has to be an address such as https://ops.example.org');
  }
  return value;
}

function hostName(value: string): string {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(value)) {
    throw new Fault('has to be names such as id.example.internal, separated by commas');
  }
  return value;
}

function initialPassword(value: string): string {
  const fault = passwordFault(value);
  if (fault !== undefined) throw new Fault(fault);
  return value;
}

/** `service=password`; of printable ASCII without a comma, so that a password is the same text for every client. */
function serviceLogin(value: string): string {
  if (!/^[a-z][a-z0-9_-]*=[\x21-\x2b\x2d-\x7e]{16,200}$/.test(value)) {
    throw new Fault('has to name services with passwords of 16 characters or more: inventory=...,audit=...');
  }
  return value;
}

const anyPort = wholeNumber(0, 65_535);
const rate = wholeNumber(1, 1_000_000);

/** Every variable that the platform reads, as listed in API.md. Other variables have no effect. */
export const SETTINGS = {
  port: setting('PORT', 'port of the API', anyPort, 3000),
  host: setting('HOST', 'address that the API listens on', text(), '127.0.0.1'),
  mode: setting(
    'NODE_ENV',
    'production makes secrets obligatory',
    oneOf(['development', 'test', 'production']),
    'development',
  ),
  dataDir: setting('OPSLEDGER_DATA_DIR', 'folder for everything that is kept', text(), 'var'),
  publicUrl: optional('PUBLIC_URL', 'address that links in mails begin with', publicAddress, {
    requiredInProduction: 'auth',
  }),
  oidcInternalHosts: setting(
    'OIDC_INTERNAL_HOSTS',
    'identity providers in your own network: names, separated by commas, that may have inner addresses',
    listOf(hostName),
    [],
  ),
  databaseUrl: optional(
    'DATABASE_URL',
    'a Postgres to use instead of the embedded one',
    address('postgresql', 'postgres'),
  ),
  databaseLogins: optional(
    'DATABASE_LOGINS',
    'passwords that `opsledger migrate` gives the logins of services: `inventory=...,audit=...`',
    listOf(serviceLogin),
  ),
  databaseReadUrl: optional('DATABASE_READ_URL', 'a replica for queries', address('postgresql', 'postgres')),
  databasePoolSize: optional(
    'DATABASE_POOL_SIZE',
    'connections to Postgres at most, per process (absent: 16, of a gateway by itself 4)',
    wholeNumber(4, 500),
  ),
  natsUrl: optional('NATS_URL', 'a NATS server to use instead of the embedded broker', address('nats', 'tls')),
  eventstoreUrl: optional('EVENTSTORE_URL', 'an EventStoreDB for the log', address('esdb', 'esdb+discover')),
  redisUrl: optional('REDIS_URL', 'a Redis, for several gateways', address('redis', 'rediss')),
  s3Endpoint: optional('S3_ENDPOINT', 'object storage instead of a folder', address('http', 'https')),
  s3Bucket: optional('S3_BUCKET', 'bucket of the object storage', text()),
  s3AccessKey: optional('S3_ACCESS_KEY', 'key id of the object storage', text()),
  s3SecretKey: optional('S3_SECRET_KEY', 'secret key of the object storage', text()),
  clamdUrl: optional('CLAMD_URL', 'virus scanner for attachments: tcp://clamd:3310', address('tcp')),
  smtpUrl: optional('SMTP_URL', 'mail server', address('smtp', 'smtps')),
  smtpFrom: optional('SMTP_FROM', 'sender of mails', text()),
  jwtPrivateKey: optional('JWT_PRIVATE_KEY', 'signs access tokens (PEM, P-256)', signingKeyPem, {
    requiredInProduction: 'auth',
  }),
  masterKey: optional('OPSLEDGER_MASTER_KEY', 'wraps the keys of personal data (32 bytes)', key256(), {
    requiredInProduction: 'services',
  }),
  masterKeyBefore: optional(
    'OPSLEDGER_MASTER_KEY_BEFORE',
    'the former master key, until `opsledger keys rotate-master` is done',
    key256(),
  ),
  corsAllowedOrigins: setting('CORS_ALLOWED_ORIGINS', 'origins that browsers may call from', listOf(origin()), []),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    'addresses and networks of proxies whose X-Forwarded-For is believed',
    listOf(network()),
    [],
  ),
  rateLimitPerMinute: setting('RATE_LIMIT_PER_MINUTE', 'requests per address', rate, 100),
  rateLimitUserPerMinute: setting('RATE_LIMIT_USER_PER_MINUTE', 'requests per signed-in user', rate, 600),
  rateLimitOrganizationPerMinute: optional(
    'RATE_LIMIT_ORGANIZATION_PER_MINUTE',
    'requests of all users of an organisation, of every tier',
    rate,
  ),
  loginAddressFailures: setting('LOGIN_ADDRESS_FAILURES', 'failed logins that lock an address', rate, 50),
  organizationLimit: setting('ORGANIZATION_LIMIT', 'organisations at most', rate, 50),
  employeeLimit: optional('EMPLOYEE_LIMIT', 'employees per organisation at most, of every tier', rate),
  metricsToken: optional('METRICS_TOKEN', 'opens /metrics to other hosts', text()),
  enableSwagger: setting('ENABLE_SWAGGER', 'serves /docs', yesOrNo(), false),
  logLevel: setting<LogLevel>('LOG_LEVEL', 'least level of log lines', oneOf(LOG_LEVELS), 'info'),
  otlpEndpoint: optional('OTEL_EXPORTER_OTLP_ENDPOINT', 'collector of traces', address('http', 'https')),
  adminEmail: setting('OPSLEDGER_ADMIN_EMAIL', 'first administrator', emailAddress, 'admin@opsledger.local'),
  adminPassword: optional(
    'OPSLEDGER_ADMIN_PASSWORD',
    'password of the first administrator (absent: made up and printed once)',
    initialPassword,
  ),
  auditTsaUrl: optional('AUDIT_TSA_URL', 'time-stamping authority (RFC 3161)', address('http', 'https')),
  auditWitnessUrls: setting('AUDIT_WITNESS_URLS', 'witnesses of audit heads', listOf(address('http', 'https')), []),
  demo: setting('OPSLEDGER_DEMO', 'loads the demo organisations at the first start', yesOrNo(), false),
  demoDays: setting('OPSLEDGER_DEMO_DAYS', 'days of production in the demo', wholeNumber(1, 365), 365),
};

/** Variables that are set only together. */
export const TOGETHER: readonly (readonly (keyof typeof SETTINGS)[])[] = [
  ['s3Endpoint', 's3Bucket', 's3AccessKey', 's3SecretKey'],
  ['smtpUrl', 'smtpFrom'],
];

/** Variables that are read and checked, but have no effect in this release. A start names those that are set. */
export const WITHOUT_EFFECT: readonly (keyof typeof SETTINGS)[] = ['otlpEndpoint', 'auditTsaUrl', 'auditWitnessUrls'];
