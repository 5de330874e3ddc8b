const REDACTED = '[redacted]';

/** The depth to which a logged object is written; deeper values are left out. */
const MAX_DEPTH = 6;

/** Names, in any spelling, whose values are secret or personal at any depth of a logged object. */
const SENSITIVE_NAMES: ReadonlySet<string> = new Set(
  [
    ['password', 'passwordHash', 'newPassword', 'currentPassword', 'passphrase', 'secret', 'clientSecret', 'totp'],
    [
      'token',
      'accessToken',
      'refreshToken',
      'idToken',
      'apiKey',
      'masterKey',
      'masterKeyBefore',
      'privateKey',
      'jwtPrivateKey',
    ],
    ['authorization', 'cookie', 'setCookie', 'credentials', 'connectionString', 'databaseUrl', 'natsUrl', 'dsn'],
    ['email', 'emailAddress', 'firstName', 'lastName', 'fullName', 'phone', 'ip', 'userAgent'],
  ]
    .flat()
    .map(plain),
);

/** Secrets and personal data inside any text: messages, stacks, addresses. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)/gs, REDACTED],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  [/\bolk_[\w-]+/g, REDACTED],
  [/\b(Bearer|Basic) +[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  // The address of a calendar feed, which whoever has it may read
  [/(\/calendar\/)[\w-]{20,}/gi, `$1${REDACTED}`],
  // User and password of an address: postgresql://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${REDACTED}@`],
  [/[\w.!#$%&'*+=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+/gi, REDACTED],
];

/** How many causes of an error are written. */
const MAX_CAUSES = 4;

/** The same value with secret and personal parts replaced, at any depth, and with errors described. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return value;
  if (depth === MAX_DEPTH) return '[…]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (hasToJson(value)) return redact(value.toJSON(), depth + 1);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SENSITIVE_NAMES.has(plain(name)) && inner !== undefined ? REDACTED : redact(inner, depth + 1),
    ]),
  );
}

function hasToJson(value: object): value is { toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/**
 * Type, message, code, stack and causes, and nothing else of an error: a database's errors carry the values of rows
 * (`detail`, `where`, `parameters`).
 */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: redactText(String(error)) };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(error.stack !== undefined && { stack: redactText(error.stack) }),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: describeError(cause, depth + 1) }),
  };
}

/** The same text with anything that looks like a secret, a token or an e-mail address replaced. */
export function redactText(text: string): string {
  return PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
