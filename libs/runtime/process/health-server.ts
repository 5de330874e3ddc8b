import { type Server, type ServerResponse, createServer } from 'node:http';
import { DomainError } from '#contracts/errors';
import type { Health, Metrics } from '#libs/observability';
import { mayReadMetrics } from './metrics-access';

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Pick<Health, 'report' | 'ready' | 'live'>;
  readonly metrics: Pick<Metrics, 'expose'>;
  /** Opens `/metrics` to other hosts. */
  readonly metricsToken?: string;
  /** Whether other paths are answered later, by the gateway that is being started. */
  readonly isStarting?: boolean;
}

export interface ListeningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `/health`, `/health/live`, `/health/ready` and `/metrics` of a process without a gateway, or before it listens. */
export async function startHealthServer(options: HealthServerOptions): Promise<ListeningServer> {
  const server = createServer((request, response) => {
    answer(request.url ?? '', response, mayReadMetrics(request, options.metricsToken), options).catch(
      (error: unknown) => {
        response.destroy(error as Error);
      },
    );
  });
  const port = await listen(server, options.port, options.host);
  return { port, close: () => close(server) };
}

async function answer(
  url: string,
  response: ServerResponse,
  mayRead: boolean,
  { health, metrics, isStarting = false }: HealthServerOptions,
): Promise<void> {
  const path = url.split('?', 1)[0];
  if (path === '/health/live') return sendJson(response, 200, health.live());
  if (path === '/health' || path === '/health/ready') {
    const report = await (path === '/health' ? health.report() : health.ready());
    return sendJson(response, report.status === 'ok' ? 200 : 503, report);
  }
  if (path !== '/metrics' && isStarting) return refuseWhileStarting(response);
  if (path !== '/metrics') return sendJson(response, 404, {});
  if (!mayRead) return sendJson(response, 401, {});
  const { body, contentType } = await metrics.expose();
  response.writeHead(200, { 'content-type': contentType }).end(body);
}

/** A problem (RFC 9457), as the gateway sends once it is there. */
function refuseWhileStarting(response: ServerResponse): void {
  const { code, message } = new DomainError('SERVICE_UNAVAILABLE');
  const problem = { type: 'urn:opsledger:problem:service-unavailable', title: message, status: 503, code };
  response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '5' });
  response.end(JSON.stringify({ ...problem, detail: 'OpsLedger is starting' }));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as { port: number }).port));
  });
}

/** May be repeated. Every answer takes a moment only, so no connection is waited for. */
function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!server.listening) return resolve();
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
