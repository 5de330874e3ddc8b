import { createPublicKey, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import { ReceiveStock } from '../../../contracts/inventory/receive-stock';
import type { TransactionRecorded } from '../../../contracts/inventory/stock-answers';
import { type CommandContext, issueAccessToken, signingKeyFromPem, tokenVerifier } from '../../../libs/identity';
import { BusConnection, NatsBus, ServiceTransport } from '../../../libs/messaging';
import { BENCH_TENANT } from './bench-event';
import { closedLoop } from './closed-loop';
import type { EchoRequest, TaskRun, Task } from './task';

const ID = '6f1f3d0e-8c43-4d53-9c3b-0f1d8f0c2a99';

const RECEIPT = { itemId: ID, locationId: ID, quantity: '12.500', unitCost: '1.2500', reference: 'bench' };
const RECORDED = { id: ID, revision: 1, transactionId: ID, movementIds: [ID] } as unknown as TransactionRecorded;

/** Requests and replies with no work behind them: bare NATS, or a command over our bus with its whole envelope. */
export function prepareEcho(request: EchoRequest): Promise<Task> {
  if (request.side === 'nats') return request.role === 'answer' ? answerNats(request) : askNats(request);
  return request.role === 'answer' ? answerBus(request) : askBus(request);
}

/** Answers until the senders must be done; nothing of it is counted. */
async function standBy({ warmupSeconds, seconds }: EchoRequest): Promise<TaskRun> {
  await delay((warmupSeconds + seconds) * 1_000 + 500);
  return { operations: 0, seconds, latency: '' };
}

/** The client reads no login from an address. */
function connectTo(url: string): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  return connect({ servers: host, user: username, pass: password });
}

async function answerNats(request: EchoRequest): Promise<Task> {
  const nats = await connectTo(request.url);
  const reply = JSON.stringify(RECORDED);
  nats.subscribe('inventory.receive-stock', {
    queue: 'inventory',
    callback: (_, message) => void message.respond(reply),
  });
  await nats.flush();
  return { run: () => standBy(request), close: () => nats.close() };
}

async function askNats(request: EchoRequest): Promise<Task> {
  const nats = await connectTo(request.url);
  const payload = JSON.stringify(RECEIPT);
  return {
    run: () =>
      closedLoop(request.writers, request, async () => {
        await nats.request('inventory.receive-stock', payload, { timeout: 5_000 });
      }),
    close: () => nats.close(),
  };
}

async function answerBus(request: EchoRequest): Promise<Task> {
  const key = signingKeyFromPem(request.keyPem);
  const owner = { owner: 'auth' as const, publicKey: createPublicKey(key.privateKey) };
  const verify = tokenVerifier({ find: (kid) => Promise.resolve(kid === key.kid ? owner : undefined) });
  const connection = await BusConnection.open({ servers: request.url, name: 'inventory' });
  const transport = new ServiceTransport({ service: 'inventory', connection, verify });
  transport.handle<ReceiveStock, TransactionRecorded>(ReceiveStock, () => Promise.resolve({ answer: RECORDED }));
  await new Promise<void>((resolve, reject) => {
    void transport.listen((error) => (error ? reject(error) : resolve()));
  });
  return {
    run: () => standBy(request),
    async close() {
      await transport.close();
      await connection.close();
    },
  };
}

async function askBus(request: EchoRequest): Promise<Task> {
  const connection = await BusConnection.open({ servers: request.url, name: 'gateway' });
  const bus = new NatsBus(connection);
  const membership = { organizationId: BENCH_TENANT, roles: ['manager'], version: 1, since: 0, organizationVersion: 0 };
  const claims = { accountId: ID, accountVersion: 1, sessionId: ID, platformRoles: [], membership };
  const { token } = issueAccessToken(signingKeyFromPem(request.keyPem), claims, Date.now());
  return {
    run: () =>
      closedLoop(request.writers, request, async () => {
        await bus.send(ReceiveStock, RECEIPT, commandContext(), { token });
      }),
    close: () => connection.close(),
  };
}

function commandContext(): CommandContext {
  const id = randomUUID();
  return {
    tenantId: BENCH_TENANT,
    actor: { id: ID, type: 'user', roles: ['manager'] },
    requestId: id,
    correlationId: id,
    causationId: id,
    commandId: id,
    now: new Date().toISOString(),
    deadline: Date.now() + 10_000,
  };
}
