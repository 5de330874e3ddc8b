import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerBambooHr, callOfBambooHr, leaveOfBambooHr } from './bamboohr';
import { answerHiBob, callOfHiBob } from './hibob';
import type { HrAnswer, HrCall, HrPerson, HrRequest, HrState } from './hr-state';
import { answerPersonio, callOfPersonio } from './personio';

export type HrSystemKind = 'bamboohr' | 'hibob' | 'personio';

/**
 * `refused`: the credential counts no more. `busy`: too many requests. `slow`: no answer. `cut_off`: the answer breaks off.
 * `empty`: nobody is there.
 */
export type HrTrouble = 'refused' | 'busy' | 'slow' | 'cut_off' | 'empty';

const ANSWERS = { bamboohr: answerBambooHr, hibob: answerHiBob, personio: answerPersonio } as const;
const CALLS = { bamboohr: callOfBambooHr, hibob: callOfHiBob, personio: callOfPersonio } as const;
const CREDENTIALS = {
  bamboohr: 'bamboo-api-key',
  hibob: 'SERVICE-1:bob-token',
  personio: 'papi-id:papi-secret',
} as const;

/** One HR system with its own people, as its public documentation describes its API. A test changes what it says. */
class HrSystem implements HrState {
  readonly people = new Map<string, HrPerson>();
  readonly tokens = new Set<string>();
  /** Requests up to now: `GET persons`. */
  readonly asked: string[] = [];
  trouble: HrTrouble | null = null;
  credential: string;

  constructor(
    readonly kind: HrSystemKind,
    /** Of its API. */
    readonly url: string,
  ) {
    this.credential = CREDENTIALS[kind];
  }

  hire(id: string, more: Partial<HrPerson> = {}): void {
    const name = { firstName: 'Ada', lastName: 'Lovelace', email: `${id}@example.com` };
    const work = {
      department: 'Kitchen',
      title: 'Baker',
      site: 'Harbour',
      managerId: null,
      startsOn: '2026-03-01',
      endsOn: null,
    };
    this.people.set(id, { id, ...name, ...work, ...more });
  }

  change(id: string, changed: Partial<HrPerson>): void {
    const person = this.people.get(id);
    if (!person) throw new Error(`${this.kind} has nobody with the id ${id}`);
    this.people.set(id, { ...person, ...changed });
  }

  leave(id: string, endsOn: string): void {
    this.change(id, { endsOn });
  }

  cancelLeave(id: string): void {
    this.change(id, { endsOn: null });
  }

  /** Tokens that it gave are good no more, before their time. */
  expireTokens(): void {
    this.tokens.clear();
  }

  /** The call that it sends about a person, with a secret. */
  callAbout(id: string, event: 'created' | 'updated', secret: string): HrCall {
    return CALLS[this.kind](id, event, secret);
  }

  /** The call of BambooHR that has the date of a leave itself. */
  callWithLeave(id: string, endsOn: string, secret: string): HrCall {
    return leaveOfBambooHr(id, endsOn, secret);
  }

  answer(request: HrRequest): HrAnswer {
    this.asked.push(`${request.method} ${request.path}`);
    const people = this.trouble === 'empty' ? new Map<string, HrPerson>() : this.people;
    return ANSWERS[this.kind](request, { people, credential: this.credential, tokens: this.tokens });
  }
}

export type { HrSystem };

/** BambooHR, HiBob and Personio on one port of this machine. Each has an address of its own below it. */
export class HrSystems {
  private readonly systems = new Map<string, HrSystem>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<HrSystems> {
    const server = createServer();
    const started = new HrSystems(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      started.answer(request, response).catch((error: unknown) => void response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  /** A system of its own for a test. */
  system(kind: HrSystemKind): HrSystem {
    const name = `${kind}-${this.systems.size}`;
    const { port } = this.server.address() as AddressInfo;
    const made = new HrSystem(kind, `http://127.0.0.1:${port}/${name}`);
    this.systems.set(name, made);
    return made;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => void this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const [, name = '', ...rest] = pathname.split('/');
    const system = this.systems.get(name);
    const body = await textOf(request);
    if (!system) return send(response, { status: 404 });
    const { authorization = '', 'content-type': contentType = '' } = request.headers;
    const method = request.method ?? 'GET';
    const answer = system.answer({ method, path: rest.join('/'), query, authorization, contentType, body });
    switch (system.trouble) {
      case 'refused':
        return send(response, { status: 401 });
      case 'busy':
        response.setHeader('retry-after', '60');
        return send(response, { status: 429 });
      case 'slow':
        return;
      case 'cut_off':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4000' });
        response.write('{"employees":[{');
        return void setImmediate(() => response.destroy());
      case 'empty':
      case null:
        return send(response, answer);
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body = {} }: HrAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
