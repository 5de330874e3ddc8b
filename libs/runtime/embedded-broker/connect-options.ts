/** The options that a client sends in CONNECT. */
export interface ConnectOptions {
  readonly verbose: boolean;
  readonly pedantic: boolean;
  readonly echo: boolean;
  readonly headers: boolean;
  readonly noResponders: boolean;
  readonly protocol: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

/** The defaults, before a client has sent its own. */
export const BEFORE_CONNECT: ConnectOptions = {
  verbose: true,
  pedantic: true,
  echo: true,
  headers: false,
  noResponders: false,
  protocol: 0,
  user: '',
  password: '',
  name: '',
};

const NAMES = {
  verbose: 'verbose',
  pedantic: 'pedantic',
  echo: 'echo',
  headers: 'headers',
  noResponders: 'no_responders',
  protocol: 'protocol',
  user: 'user',
  password: 'pass',
  name: 'name',
} as const satisfies Record<keyof ConnectOptions, string>;

/**
 * Reads CONNECT's argument (one character per byte). Absent fields stay as in `before`, unknown ones are skipped.
 * Undefined when it is not a JSON object or a known field is of another type.
 */
export function readConnectOptions(json: string, before: ConnectOptions): ConnectOptions | undefined {
  const given = parseObject(Buffer.from(json, 'latin1').toString('utf8'));
  if (!given) return undefined;
  const options: Record<string, unknown> = { ...before };
  for (const [field, name] of Object.entries(NAMES)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== typeof before[field as keyof ConnectOptions]) return undefined;
    options[field] = value;
  }
  return options as object as ConnectOptions;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
