import type { Configuration } from '#libs/runtime';
import { type Finding, failed, ok, warning } from './finding';

type Settings = Pick<
  Configuration,
  | 'mode'
  | 'masterKey'
  | 'metricsToken'
  | 'adminPassword'
  | 'databaseUrl'
  | 'databaseReadUrl'
  | 'natsUrl'
  | 'redisUrl'
  | 'eventstoreUrl'
  | 's3SecretKey'
  | 'smtpUrl'
>;

/** Values that examples and images come with, without marks, in lower case. */
const DEFAULTS = new Set(
  'admin changeit changeme changethis default demo example insecure minioadmin nats opsledger password postgres redis root secret test'.split(
    ' ',
  ),
);

/** A secret that a program chooses is longer. */
const SHORTEST = 16;

/** Fewer different bytes than chance would give among 32: a word, a pattern or zeroes. */
const FEWEST_BYTES = 16;

const LOCAL = new Set(['127.0.0.1', '::1', '[::1]', 'localhost', '']);

/** Weak and default secrets in the settings, by the variables' names and never with their values. */
export function secretFindings(settings: Settings): readonly Finding[] {
  const faults = [...keyFaults(settings), ...urlFaults(settings)];
  const found = faults.map((fault) => (settings.mode === 'production' ? failed : warning)('secrets', fault));
  const kept = settings.adminPassword === undefined ? [] : [ADMIN_PASSWORD];
  return found.length + kept.length > 0 ? [...found, ...kept] : [ok('secrets', 'none is short or a default')];
}

const ADMIN_PASSWORD = warning(
  'secrets',
  'OPSLEDGER_ADMIN_PASSWORD is used at the first start alone: take it out of the environment, and change the password',
);

function keyFaults({ masterKey, metricsToken, s3SecretKey }: Settings): readonly string[] {
  const repeats = masterKey !== undefined && new Set(masterKey).size < FEWEST_BYTES;
  return [
    ...(repeats ? ['OPSLEDGER_MASTER_KEY is no random key: make one with `openssl rand -base64 32`, and rotate'] : []),
    ...(isWeak(metricsToken) ? [`METRICS_TOKEN is ${WEAK}`] : []),
    ...(isWeak(s3SecretKey) ? [`S3_SECRET_KEY is ${WEAK}`] : []),
  ];
}

const WEAK = `short or a default: set one of ${SHORTEST} characters or more, from a random generator`;

/** Passwords of servers, and missing ones where the server is on another machine. */
function urlFaults(settings: Settings): readonly string[] {
  const urls = {
    DATABASE_URL: settings.databaseUrl,
    DATABASE_READ_URL: settings.databaseReadUrl,
    NATS_URL: settings.natsUrl,
    REDIS_URL: settings.redisUrl,
    EVENTSTORE_URL: settings.eventstoreUrl,
    SMTP_URL: settings.smtpUrl,
  };
  return Object.entries(urls).flatMap(([name, url]) => {
    if (url === undefined || !URL.canParse(url)) return [];
    const { hostname, username, password } = new URL(url);
    if (password !== '')
      return isWeak(decoded(password), decoded(username)) ? [`the password in ${name} is ${WEAK}`] : [];
    const needed = ['NATS_URL', 'REDIS_URL', 'EVENTSTORE_URL'].includes(name) && !LOCAL.has(hostname);
    return needed ? [`${name} has no password: everybody who reaches ${hostname} reaches its data`] : [];
  });
}

function isWeak(secret: string | undefined, owner = ''): boolean {
  if (secret === undefined) return false;
  const plain = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return secret.length < SHORTEST || secret === owner || DEFAULTS.has(plain.replaceAll(/\d+$/g, ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
