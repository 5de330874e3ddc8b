import { allContracts } from '#contracts/catalogue';
import { pauseFor, placeOf } from '#libs/event-log';
import { jwks } from '#libs/identity';
import type { Live } from '#libs/live';
import { type BusConnection, NatsBus, type ServiceTransport } from '#libs/messaging';
import { Health, type Logger, Metrics } from '#libs/observability';
import { ROLES_OF_ALL, type RoleSet, rolesOf } from '#libs/read-models';
import type { Configuration } from '../configuration/configuration';
import { prepareDataDirectory } from '../data-directory/data-directory';
import { lockDataDirectory } from '../data-directory/lock';
import { removeRuntimeFile } from '../data-directory/runtime-file';
import type { ServiceDefinition } from '../feature/feature';
import { MECHANISMS } from '../mechanisms/mechanisms';
import { type OpenedMechanisms, openMechanisms } from '../mechanisms/open-mechanisms';
import { StartRefused } from '../start-refused';
import { untilDatabaseAnswers } from './database-refusal';
import type { EdgeApplication, EdgeDefinition } from './edge';
import { firstFault } from './first-fault';
import { type Following, openFollowing } from './following';
import { checkDisk, checkHealth } from './health-checks';
import type { ListeningServer } from './health-server';
import { KeyPublication, type PublishedKey } from './key-publication';
import { OwnSender } from './own-sender';
import { prepareDatabase } from './migrations';
import { liveGauges, openLive } from './open-live';
import { type PlatformParts, openPlatformParts } from './platform-parts';
import { untilLogAnswers } from './log-refusal';
import { openPort, portRefusal } from './ports';
import { accessTokenKeyOf, masterKeysOf, serviceKey } from './process-keys';
import { publishAddresses } from './publish-addresses';
import { asRefusal, lacksConnections } from './refusals';
import { type Servers, startServers } from './servers';
import {
  type RunningService,
  type ServiceSurroundings,
  listen,
  openBus,
  prepareService,
  sendAsOneOf,
} from './services';
import { logSlowStatements } from './slow-statements';
import { StopSequence } from './stop-sequence';

export interface BootOptions {
  readonly configuration: Configuration;
  /** In the order of their start. */
  readonly services: readonly ServiceDefinition[];
  /** The gateway, where this process is to answer HTTP. */
  readonly edge?: EdgeDefinition;
  readonly logger: Logger;
  /** A line for the person who started this; log lines are for machines. */
  readonly say: (line: string) => void;
  /** The embedded server cannot be kept running, or the data directory is gone: the process stops and exits with 1. */
  readonly givenUp: (reason: StartRefused) => void;
  /** Aborted when the start is no longer wanted. */
  readonly signal: AbortSignal;
  /** Arguments of `node` for child processes, for tests that run from sources. */
  readonly execArgv?: readonly string[];
}

/** A started process. */
export interface Platform {
  readonly url: string;
  /**
   * Takes no more work, finishes the work in progress, and stops everything that was started. With `inOrder: false` the
   * servers are gone already, so nothing is waited for.
   */
  stop(options?: { readonly inOrder: boolean }): Promise<void>;
}

/**
 * Starts services in this process, and embeds the servers that have no address. Resolves when the process serves and
 * every projection has reached the head that the log had; with undefined when it was aborted before.
 *
 * @throws StartRefused with a sentence for the operator, after stopping everything that was started
 */
export async function boot(options: BootOptions): Promise<Platform | undefined> {
  const { signal, say, configuration } = options;
  for (;;) {
    const stops = new StopSequence((name, err) => options.logger.error({ err, name }, 'did not stop cleanly'));
    try {
      return await new Boot(options, stops).run();
    } catch (error) {
      await stops.run();
      if (signal.aborted) return undefined;
      if (!lacksConnections(error)) throw asRefusal(error, configuration);
    }
    say('PostgreSQL has no free connections; starting over. Raise its max_connections, or run fewer processes.');
    await pauseFor(START_OVER_MS, signal);
    if (signal.aborted) return undefined;
  }
}

/** Other processes may give connections back meanwhile. */
const START_OVER_MS = 5_000;

/** The operator's tool, which finds the servers through the data directory. */
const OPERATOR = 'cli';

/** The time of one step of a stop when the servers under it are gone. */
const HURRIED_STEP_MS = 300;

class Boot {
  private readonly metrics: Metrics;
  private readonly health: Health;
  /** By owner: each service, and the gateway. */
  private readonly connections = new Map<string, BusConnection>();
  private readonly transports: ServiceTransport[] = [];
  private platform: PlatformParts | undefined;
  private following: Following | undefined;
  private mechanisms: OpenedMechanisms | undefined;
  private live: Live | undefined;
  /** Ends the start; a running process goes on with what it can read. */
  private readonly damage = firstFault();

  constructor(
    private readonly options: BootOptions,
    private readonly stops: StopSequence,
  ) {
    const { logger } = options;
    this.health = new Health((dependency, err) => logger.warn({ err, dependency }, 'a dependency is down'));
    this.metrics = new Metrics({
      logHead: async () => (this.platform ? Number(placeOf(await this.platform.log.head())) : 0),
      projections: async () => this.following?.status() ?? [],
      followers: () => this.following?.followers() ?? [],
      reactors: async () => this.following?.reactors() ?? [],
      mechanisms: async () => [...((await this.mechanisms?.gauges()) ?? []), ...liveGauges(this.live)],
      queues: () => ({ requests: this.transports.reduce((sum, { queued }) => sum + queued, 0) }),
    });
  }

  async run(): Promise<Platform> {
    const { configuration, services, edge, say, signal } = this.options;
    const { stops } = this;
    const stopLogging = logSlowStatements(this.options.logger);
    stops.add('log of slow statements', () => Promise.resolve(stopLogging()));
    const dataDir = await prepareDataDirectory(configuration.dataDir);
    const port = await this.openPort();
    const servers = await this.startServers(dataDir);
    signal.throwIfAborted();
    const waiting = { signal, told: say };
    await untilDatabaseAnswers(servers.databaseUrl, waiting);
    if (configuration.eventstoreUrl) await untilLogAnswers(configuration.eventstoreUrl, waiting);
    await prepareDatabase(services, servers.databaseUrl, {
      others: edge ? [edge.name] : [],
      eventstoreUrl: configuration.eventstoreUrl,
    });
    signal.throwIfAborted();
    const running = await this.startServices(servers);
    const url = await this.answerHttp(servers, port);
    await this.mechanisms?.start({ url }, stops);
    for (const { definition, parts } of running) await definition.onStarted?.({ parts, configuration, say });
    // Before the wait: the operator's tool may be needed during it.
    await publishAddresses(dataDir, { apiUrl: url, databaseUrl: servers.databaseUrl, bus: servers.bus(OPERATOR) });
    stops.add('runtime file', () => removeRuntimeFile(dataDir));
    await Promise.race([this.damage.met, this.following?.caughtUp({ signal, told: say })]);
    signal.throwIfAborted();
    this.health.setServing(true);
    return { url, stop: ({ inOrder } = { inOrder: true }) => this.stop(inOrder) };
  }

  private async stop(inOrder: boolean): Promise<void> {
    this.health.setServing(false);
    await this.stops.run(inOrder ? undefined : HURRIED_STEP_MS);
  }

  private async startServers(dataDir: string): Promise<Servers> {
    const { configuration, services, edge, logger, givenUp, execArgv } = this.options;
    if (configuration.databaseUrl === undefined || configuration.natsUrl === undefined) {
      const lock = await lockDataDirectory(dataDir);
      lock.onLost(() => givenUp(new StartRefused(`OpsLedger stops: another server has taken ${dataDir}.`)));
      this.stops.add('lock', () => lock.release());
    }
    const servers = await startServers({
      configuration,
      services: [...services.map(({ name }) => name), ...(edge ? [edge.name] : []), OPERATOR],
      contracts: allContracts,
      log: (server, line) => logger.debug({ server }, line),
      restarted: (server) => {
        this.metrics.restarted(server);
        logger.warn({ server }, 'an embedded server died and was started again');
      },
      givenUp,
      ...(execArgv && { execArgv }),
    });
    this.stops.add('servers', () => servers.stop());
    return servers;
  }

  /** Everything but HTTP: when this resolves, the services answer on the bus. */
  private async startServices(servers: Servers): Promise<readonly RunningService[]> {
    const { configuration, services, logger } = this.options;
    const { stops, metrics } = this;
    const { databaseUrl } = servers;
    const masters = await masterKeysOf(configuration);
    const platform = await openPlatformParts({
      configuration,
      databaseUrl,
      services,
      roles: this.roles(),
      masters,
      logger,
      stops,
    });
    this.platform = platform;
    const accessTokenKey = await accessTokenKeyOf(configuration);
    const following = await openFollowing({
      platform,
      databaseUrl,
      services,
      logger,
      stops,
      onDamage: (error) => this.damage.report(error),
    });
    this.following = following;
    const surroundings: ServiceSurroundings = {
      configuration,
      platform,
      metrics,
      logger,
      stops,
      accessTokenKey,
      progress: following.progress,
      feed: following.feed,
    };
    const running: RunningService[] = [];
    for (const definition of services) running.push(await this.prepare(definition, servers, surroundings));
    const mechanisms = openMechanisms(MECHANISMS, {
      configuration,
      platform,
      feed: following.feed,
      services: running,
      send: sendAsOneOf(running),
      clearWal: () => servers.clearWal(),
      forgetDecoded: () => following.forgetDecoded(),
      logger,
      onFault: (what, err) => logger.warn({ err }, what),
    });
    this.mechanisms = mechanisms;
    following.start(running);
    await mechanisms.prepare(this.options.signal);
    for (const service of mechanisms.services) {
      const { transport, dispatcher } = await listen(service, surroundings);
      this.transports.push(transport);
      mechanisms.answering(service.definition.name, dispatcher);
    }
    checkHealth(this.health, platform, this.connections, following);
    if (configuration.databaseUrl === undefined) checkDisk(this.health, configuration.dataDir);
    return mechanisms.services;
  }

  /** A process of one service takes the roles of that service only, even if its login may take more. */
  private roles(): RoleSet {
    const { services, edge } = this.options;
    const [name, ...more] = [...services.map((service) => service.name), ...(edge ? [edge.name] : [])];
    return name === undefined || more.length > 0 ? ROLES_OF_ALL : rolesOf(name);
  }

  private async prepare(
    definition: ServiceDefinition,
    servers: Servers,
    surroundings: ServiceSurroundings,
  ): Promise<RunningService> {
    const ownKey = serviceKey();
    const keys: PublishedKey[] = [{ key: ownKey, owner: `service:${definition.name}` }];
    if (definition.issuesAccessTokens) keys.push({ key: surroundings.accessTokenKey, owner: 'auth' });
    await this.publishKeys(servers, keys);
    const service = await prepareService(definition, { ownKey, address: servers.bus(definition.name) }, surroundings);
    this.connections.set(definition.name, service.connection);
    return service;
  }

  private async publishKeys({ databaseUrl }: Servers, keys: readonly PublishedKey[]): Promise<void> {
    const { logger } = this.options;
    const publication = new KeyPublication({
      databaseUrl,
      budget: this.platform?.budget,
      role: this.roles().reader,
      keys,
      onError: (err) => logger.error({ err }, 'the signing keys could not be renewed; trying again in an hour'),
    });
    await publication.start();
    this.stops.add('key publication', () => Promise.resolve(publication.stop()));
  }

  /** Health and metrics, from the first moment on. */
  private async openPort(): Promise<ListeningServer> {
    const { configuration, edge } = this.options;
    const { host, port, metricsToken } = configuration;
    const { health, metrics } = this;
    const token = metricsToken !== undefined && { metricsToken };
    const server = await openPort({ host, port, health, metrics, isStarting: edge !== undefined, ...token });
    this.stops.add('health', () => server.close());
    return server;
  }

  /** Opens the gateway's API in place of health and metrics alone, and returns the address. */
  private async answerHttp(servers: Servers, opened: ListeningServer): Promise<string> {
    const { edge, configuration } = this.options;
    const { host } = configuration;
    if (!edge) return `http://${host}:${opened.port}`;
    try {
      const application = await this.createEdge(edge, servers);
      await opened.close();
      await application.listen(opened.port, host);
      return (await application.getUrl()).replace('[::1]', host);
    } catch (error) {
      throw portRefusal(host, opened.port, error as NodeJS.ErrnoException);
    }
  }

  private async createEdge(edge: EdgeDefinition, servers: Servers): Promise<EdgeApplication> {
    const { configuration, logger } = this.options;
    const { platform, health, metrics, stops } = this;
    const storage = this.mechanisms?.provided(edge.name).storage;
    if (!platform || !storage) throw new TypeError('the gateway is started before its dependencies');
    const key = serviceKey();
    await this.publishKeys(servers, [{ key, owner: `service:${edge.name}` }]);
    const connection = await openBus(edge.name, servers.bus(edge.name), logger, stops);
    this.connections.set(edge.name, connection);
    const bus = new NatsBus(connection);
    const sender = new OwnSender(edge.name, key, bus);
    const live = openLive(platform, sender, logger);
    this.live = live;
    stops.add('live streams', () => live.close());
    const application = await edge.create({
      bus,
      sender,
      verify: platform.verify,
      access: platform.access,
      rolesInForce: platform.rolesInForce,
      stepUps: platform.stepUps,
      log: platform.log,
      live,
      serviceKey: key,
      jwks: () => jwks(platform.readerPool, Date.now()),
      storage,
      health,
      metrics,
      logger,
      settings: configuration,
    });
    stops.add(edge.name, () => application.close());
    return application;
  }
}
