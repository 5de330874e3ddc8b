import type { BrokerLimits, BrokerUser } from './options';
import type { Permissions, SubjectRule } from './permissions';

export interface NatsServerOptions {
  readonly host?: string;
  /** Default 4222; -1 is any free one. */
  readonly port?: number;
  readonly limits?: Partial<BrokerLimits>;
  /** Further top-level settings, one line each. */
  readonly settings?: readonly string[];
}

/**
 * The text of a nats-server configuration that gives the users the same permissions. It holds the passwords: a file for
 * the server's account alone.
 *
 * @throws TypeError for a password that would be read as a hash
 */
export function natsServerConfig(users: readonly BrokerUser[], options: NatsServerOptions = {}): string {
  const { limits = {} } = options;
  const settings = [
    `host: ${text(options.host ?? '127.0.0.1')}`,
    `port: ${options.port ?? 4222}`,
    ...setting('max_payload', limits.maxPayload),
    ...setting('max_control_line', limits.maxControlLine),
    ...setting('max_pending', limits.maxPending),
    ...setting('max_connections', limits.maxConnections),
    ...setting('max_subscriptions', limits.maxSubscriptions),
    ...setting('ping_max', limits.maxPingsOut),
    ...duration('ping_interval', limits.pingIntervalMs),
    ...duration('write_deadline', limits.writeDeadlineMs),
    ...(options.settings ?? []),
  ];
  const timeout = limits.authTimeoutMs === undefined ? [] : [`  timeout: ${limits.authTimeoutMs / 1000}`];
  const authorization = ['authorization {', ...timeout, '  users: [', ...users.map(userEntry), '  ]', '}'];
  return `${[...settings, ...authorization].join('\n')}\n`;
}

function userEntry({ user, password, permissions }: BrokerUser): string {
  if (password.startsWith('$2')) throw new TypeError(`the password of ${user} would be read as a bcrypt hash`);
  const rights = permissions ? `, permissions: ${permissionsEntry(permissions)}` : '';
  return `    { user: ${text(user)}, password: ${text(password)}${rights} }`;
}

function permissionsEntry({ publish, subscribe, allowResponses }: Permissions): string {
  const parts = [
    ...(publish ? [`publish: ${ruleEntry(publish)}`] : []),
    ...(subscribe ? [`subscribe: ${ruleEntry(subscribe)}`] : []),
  ];
  if (allowResponses === true) parts.push('allow_responses: true');
  else if (allowResponses) {
    parts.push(`allow_responses: { max: ${allowResponses.max}, expires: ${text(`${allowResponses.expiresMs}ms`)} }`);
  }
  return `{ ${parts.join(', ')} }`;
}

function ruleEntry({ allow, deny }: SubjectRule): string {
  // For nats-server an empty list is no restriction, so "nothing allowed" is written as "everything denied".
  if (allow?.length === 0) return `{ deny: [${text('>')}] }`;
  const parts = [...(allow ? [`allow: ${list(allow)}`] : []), ...(deny ? [`deny: ${list(deny)}`] : [])];
  return `{ ${parts.join(', ')} }`;
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map(text).join(', ')}]`;
}

function setting(name: string, value: number | undefined): string[] {
  return value === undefined ? [] : [`${name}: ${value}`];
}

function duration(name: string, ms: number | undefined): string[] {
  return ms === undefined ? [] : [`${name}: ${text(`${ms}ms`)}`];
}

/** A quoted string, which is never read as a number, a size or a variable. */
function text(value: string): string {
  const escaped = value
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}
