import type { INestMicroservice } from '@nestjs/common';
import { type LogFeed, type SendCommand, StateWaits, createCommands, reservingAggregates } from '#libs/event-sourcing';
import { type RequestContext, type SigningKey, accessVerifier } from '#libs/identity';
import { BusConnection, NatsBus, ServiceTransport } from '#libs/messaging';
import { type Logger, type Metrics, parseTraceparent, withLogContext } from '#libs/observability';
import type { Configuration } from '../configuration/configuration';
import type { Follower, ServiceDefinition } from '../feature/feature';
import { ServiceDispatcher } from '../feature/service-dispatcher';
import type { ReadProgress, ServiceParts } from '../feature/service-parts';
import { startService } from '../feature/start-service';
import { explaining } from './explaining';
import { NestLogger } from './nest-logger';
import { OwnSender } from './own-sender';
import { type PlatformParts, openPlatformParts } from './platform-parts';
import { masterKeysOf } from './process-keys';
import type { BusAddress } from './servers';
import { StopSequence } from './stop-sequence';

/** A service with everything that it needs to run, before and after it answers. */
export interface RunningService {
  readonly definition: ServiceDefinition;
  readonly parts: ServiceParts;
  readonly connection: BusConnection;
  /** The log consumers that the library runs for the service. */
  readonly followers: readonly Follower[];
}

export interface ListeningService {
  readonly transport: ServiceTransport;
  readonly dispatcher: ServiceDispatcher;
}

export interface ServiceSurroundings {
  readonly configuration: Configuration;
  readonly platform: PlatformParts;
  readonly progress: ReadProgress;
  readonly feed: LogFeed;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly stops: StopSequence;
  /** Verifies access tokens. */
  readonly accessTokenKey: SigningKey;
}

/** Connects a service to the bus and assembles its parts. It answers only after `listen`. */
export async function prepareService(
  definition: ServiceDefinition,
  { ownKey, address }: { readonly ownKey: SigningKey; readonly address: BusAddress },
  surroundings: ServiceSurroundings,
): Promise<RunningService> {
  const { configuration, platform, progress, feed, logger, stops, accessTokenKey } = surroundings;
  const { name, issuesAccessTokens } = definition;
  const connection = await openBus(name, address, logger, stops);
  const { followers, ...writing } = writingParts(definition, platform, { logger, stops });
  return {
    definition,
    connection,
    followers,
    parts: {
      ...writing,
      tenantReader: platform.tenantReader,
      platformReader: platform.platformReader,
      progress,
      feed,
      waits: new StateWaits(feed, writing.commands),
      sender: new OwnSender(name, ownKey, new NatsBus(connection)),
      operations: platform.operations,
      parked: platform.parked,
      signingKey: issuesAccessTokens ? accessTokenKey : ownKey,
      config: configuration,
    },
  };
}

/** The parts with which a service writes; they need no bus. */
function writingParts(
  { name, secretsRole }: ServiceDefinition,
  platform: PlatformParts,
  { logger, stops }: Pick<ServiceSurroundings, 'logger' | 'stops'>,
) {
  const { log, keys, names, platformKeys, snapshots, states: cache } = platform;
  const onFault = (what: string, err: unknown) => logger.warn({ err, service: name }, what);
  const writing = createCommands({ service: name, log, keys, names, snapshots, cache, onFault });
  stops.add(`writing of ${name}`, () => writing.settled());
  const { commands, codec, reservations } = writing;
  const followers: Follower[] = reservingAggregates(name).length > 0 ? [(pool) => writing.followReleases(pool)] : [];
  const secrets = secretsRole && { secretsDatabase: platform.pool(secretsRole, platform.sizes.secrets) };
  return { service: name, log, commands, codec, reservations, followers, platformKeys, subjectKeys: keys, ...secrets };
}

/** The parts that need neither bus nor read models. */
export type WritingParts = Pick<ServiceParts, 'commands' | 'platformKeys' | 'secretsDatabase'>;

/** Provides a service's commands to the operator's tool, which uses its database and no bus. */
export async function withWritingParts<Answer>(
  definition: ServiceDefinition,
  {
    configuration,
    databaseUrl,
    logger,
  }: { readonly configuration: Configuration; readonly databaseUrl: string; readonly logger: Logger },
  work: (parts: WritingParts) => Promise<Answer>,
): Promise<Answer> {
  const stops = new StopSequence((name, err) => logger.error({ err, name }, 'did not stop cleanly'));
  try {
    const masters = await masterKeysOf(configuration);
    const services = [definition];
    const platform = await openPlatformParts({ configuration, databaseUrl, services, masters, logger, stops });
    return await work(writingParts(definition, platform, { logger, stops }));
  } finally {
    await stops.run();
  }
}

export async function openBus(
  name: string,
  address: BusAddress,
  logger: Logger,
  stops: StopSequence,
): Promise<BusConnection> {
  const log = (level: 'info' | 'warn' | 'error', line: string) => logger[level]({ service: name }, line);
  const connection = await BusConnection.open({ ...address, name, log });
  stops.add(`bus connection of ${name}`, () => connection.close());
  return connection;
}

/** Sends as the named service. */
export function sendAsOneOf(services: readonly RunningService[]): SendCommand {
  const senders = new Map(services.map(({ definition, parts }) => [definition.name, parts.sender]));
  return (service, contract, payload, context) => {
    const sender = senders.get(service);
    if (!sender) throw new TypeError(`work of ${service} is done where ${service} does not run`);
    return sender.send(contract, payload, context);
  };
}

/** Resolves when the service answers on the transport that it returns. */
export async function listen(
  { definition, parts, connection }: RunningService,
  { platform, metrics, logger, stops }: Pick<ServiceSurroundings, 'platform' | 'metrics' | 'logger' | 'stops'>,
): Promise<ListeningService> {
  const nestLogger = new NestLogger(logger.child({ service: definition.name }));
  const transport = new ServiceTransport({
    service: definition.name,
    connection,
    verify: accessVerifier(platform.verify, platform.access, {
      roles: platform.rolesInForce,
      stepUps: platform.stepUps,
    }),
    around: (context, work) =>
      withLogContext(logContextOf(definition.name, context), () => explaining(work, { metrics, logger })),
    finished: (subject, outcome, milliseconds) => metrics.command(subject, outcome, milliseconds / 1_000),
    logger: nestLogger,
  });
  const application: INestMicroservice = await startService(definition, parts, transport, nestLogger);
  stops.add(`service ${definition.name}`, () => application.close());
  return { transport, dispatcher: application.get(ServiceDispatcher, { strict: false }) };
}

function logContextOf(service: string, context: RequestContext) {
  const { requestId, correlationId, tenantId, actor, traceparent } = context;
  const trace = parseTraceparent(traceparent);
  return { service, requestId, correlationId, tenantId, actorId: actor.id, ...(trace && { traceId: trace.traceId }) };
}
