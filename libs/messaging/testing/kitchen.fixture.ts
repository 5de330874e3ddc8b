import { createPublicKey, randomUUID } from 'node:crypto';
import { Command, Query, contractOf } from '#contracts/declare/contract';
import { Id, Text } from '#contracts/declare/fields';
import {
  type CommandContext,
  type KeyOwner,
  type TokenVerifier,
  issueAccessToken,
  issueServiceToken,
  newSigningKeyPem,
  signingKeyFromPem,
  tokenVerifier,
} from '#libs/identity';
import { BusConnection } from '../bus-connection';
import { busPermissions } from '../bus-permissions';
import { NatsBus } from '../nats-bus';
import { ServiceTransport, type ServiceTransportOptions } from '../service-transport';

/** A small service and its callers, for the specs of this folder. */

class Dish {
  @Id()
  id!: string;
}

@Command({
  subject: 'kitchen.cook',
  permission: 'inventory.item.manage',
  route: 'POST /dishes',
  status: 201,
  summary: 'Cook a dish',
  answers: Dish,
  sentBy: ['waiter'],
})
export class Cook {
  @Text({ max: 900_000 })
  name!: string;
}

@Query({
  subject: 'kitchen.taste',
  permission: 'inventory.item.read',
  route: 'GET /dishes/{id}',
  summary: 'Taste a dish',
  answers: Dish,
})
export class Taste {
  @Id()
  id!: string;
}

@Command({
  subject: 'kitchen.knock',
  permission: 'public',
  route: 'POST /knock',
  status: 200,
  summary: 'Knock at the door',
  answers: Dish,
  sentBy: ['gateway'],
})
export class Knock {
  @Text({ max: 10 })
  how!: string;
}

@Query({
  subject: 'kitchen.inspect',
  permission: 'organization.list',
  route: 'GET /kitchens',
  summary: 'Inspect the kitchens',
  answers: Dish,
  platform: true,
})
export class Inspect {}

/** Nobody answers it. */
@Command({
  subject: 'kitchen.burn',
  permission: 'self',
  route: 'POST /burn',
  status: 200,
  summary: 'Burn a dish',
  answers: Dish,
})
export class Burn {}

/** Of another service. */
@Command({
  subject: 'cellar.dig',
  permission: 'service',
  status: 200,
  summary: 'Dig',
  answers: Dish,
  sentBy: ['waiter'],
})
export class Dig {}

export const CONTRACTS = [Cook, Taste, Knock, Inspect, Burn, Dig].map((type) => contractOf(type));

const PASSWORD = 'a password';
const SERVICES = ['gateway', 'waiter', 'kitchen'];

export const USERS = SERVICES.map((user) => ({
  user,
  password: PASSWORD,
  permissions: busPermissions(user, CONTRACTS),
}));

export const KITCHEN_ORGANIZATION = randomUUID();
export const ACCOUNT = randomUUID();
export const SESSION = randomUUID();

const keys = { auth: newKey(), waiter: newKey(), gateway: newKey() };

function newKey() {
  return signingKeyFromPem(newSigningKeyPem());
}

const owners: readonly (readonly [keyof typeof keys, KeyOwner])[] = [
  ['auth', 'auth'],
  ['waiter', 'service:waiter'],
  ['gateway', 'service:gateway'],
];
const published = new Map(
  owners.map(([name, owner]) => [keys[name].kid, { owner, publicKey: createPublicKey(keys[name].privateKey) }]),
);

export const verify: TokenVerifier = tokenVerifier({ find: (kid) => Promise.resolve(published.get(kid)) });

/** An access token of a person with these roles. */
export function personWith(roles: readonly string[], platformRoles: readonly string[] = [], now = Date.now()): string {
  const membership = roles.length > 0 && {
    membership: { organizationId: KITCHEN_ORGANIZATION, roles, version: 1, since: 0, organizationVersion: 0 },
  };
  const claims = { accountId: ACCOUNT, accountVersion: 1, sessionId: SESSION, platformRoles, ...membership };
  return issueAccessToken(keys.auth, claims, now).token;
}

export function serviceToken(service: 'waiter' | 'gateway', subject: string): string {
  const claims = { service, tenantId: KITCHEN_ORGANIZATION, subject, onBehalfOf: ACCOUNT };
  return issueServiceToken(keys[service], claims, Date.now()).token;
}

export function kitchenContext(more: Partial<CommandContext> = {}): CommandContext {
  return {
    // The service finds these two in the token; they are not sent.
    tenantId: randomUUID(),
    actor: { id: 'somebody else', type: 'cli', roles: ['super_admin'] },
    requestId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + 10_000,
    ...more,
  };
}

/** Everything that one test has opened, closed again in the opposite order. */
export class Restaurant {
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly connections: BusConnection[] = [];

  constructor(private readonly url: string) {}

  async connect(name: string): Promise<BusConnection> {
    const connection = await BusConnection.open({ servers: this.url, name, user: name, password: PASSWORD });
    this.closers.unshift(() => connection.close());
    this.connections.push(connection);
    return connection;
  }

  get isConnected(): boolean {
    return this.connections.every(({ isUp }) => isUp);
  }

  /** Waits until everything sent until now has arrived. */
  async flush(): Promise<void> {
    for (const connection of this.connections) await connection.flush();
  }

  async bus(name = 'gateway'): Promise<NatsBus> {
    return new NatsBus(await this.connect(name));
  }

  /** A listening replica of the kitchen with these handlers. */
  async kitchen(
    define: (transport: ServiceTransport) => void,
    options: Partial<ServiceTransportOptions> = {},
  ): Promise<ServiceTransport> {
    const connection = await this.connect('kitchen');
    const transport = new ServiceTransport({ service: 'kitchen', connection, verify, ...options });
    define(transport);
    await this.listen(transport);
    return transport;
  }

  async listen(transport: ServiceTransport): Promise<void> {
    let failure: Error | undefined;
    await transport.listen((error) => (failure = error));
    if (failure) throw failure;
    this.closers.unshift(() => transport.close());
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0)) await close();
  }
}
