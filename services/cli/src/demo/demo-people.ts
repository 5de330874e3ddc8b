import type { SignedIn } from '#contracts/auth/signed-in';
import { HEADERS } from '#contracts/bus-envelope';
import { type Contract, type ContractClass, API_BASE } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { parsePosition, pauseFor } from '#libs/event-log';
import type { Bus, Reply } from '#libs/messaging';
import { StartRefused } from '#libs/runtime';
import { operatorContext } from '../operator-context';

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 5;
const PAUSE_MS = 300;

export interface DemoFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

interface Sent {
  readonly commandId: string;
  readonly waitFor?: Reply<unknown>['position'] | undefined;
}

/**
 * The people of the demo, each with a session of their own. They sign in over HTTP as everybody does, and send commands
 * over the bus with their access tokens, as the gateway would: services check them alike.
 */
export class DemoPeople {
  private readonly sessions = new Map<string, Promise<SignedIn>>();

  constructor(
    private readonly by: {
      readonly apiUrl: string;
      readonly bus: Bus;
      readonly password: string;
      readonly signal: AbortSignal;
    },
  ) {}

  /** The membership's id in the organisation, or the account's of the platform. */
  async idOf(email: string): Promise<string> {
    return (await this.session(email)).user.id;
  }

  /** Sends as the person: tenant and actor are those of the token. `SERVICE_UNAVAILABLE` is no refusal: the command is sent again under the same id. */
  async send<Answer>(
    email: string,
    contract: ContractClass,
    payload: object,
    { commandId, waitFor }: Sent,
  ): Promise<Reply<Answer>> {
    const { accessToken: token } = await this.session(email);
    const options = waitFor === undefined ? {} : { waitFor };
    for (let attempt = 1; ; attempt++) {
      this.by.signal.throwIfAborted();
      try {
        const context = { ...operatorContext(), commandId };
        return await this.by.bus.send<object, Answer>(contract, payload, context, { token }, options);
      } catch (error) {
        if (!isTemporary(error) || attempt === ATTEMPTS) throw error;
      }
      await pauseFor(PAUSE_MS * attempt, this.by.signal);
    }
  }

  /** Sends a file over HTTP, as everybody does. The same key again adds nothing more. */
  async upload<Answer>(
    email: string,
    { name, route }: Contract,
    payload: Readonly<Record<string, string>>,
    { file, commandId }: { readonly file: DemoFile; readonly commandId: string },
  ): Promise<Reply<Answer>> {
    const { accessToken } = await this.session(email);
    const form = new FormData();
    let path = route?.path ?? '';
    for (const [field, value] of Object.entries(payload)) {
      if (route?.pathParameters.includes(field)) path = path.replace(`{${field}}`, value);
      else form.append(field, value);
    }
    form.append('file', new Blob([file.text], { type: file.type }), file.name);
    const answer = await fetch(`${this.by.apiUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'idempotency-key': commandId },
      body: form,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) {
      const position = answer.headers.get(HEADERS.waitFor);
      return {
        answer: (await answer.json()) as Answer,
        ...(position !== null && { position: parsePosition(position) }),
      };
    }
    throw new DomainError('SERVICE_UNAVAILABLE', `${name} was answered ${answer.status}`);
  }

  /** Before the same is asked again. */
  async pause(): Promise<void> {
    await pauseFor(PAUSE_MS, this.by.signal);
  }

  /** Ends every session that was begun. */
  async leave(): Promise<void> {
    for (const session of this.sessions.values()) {
      // A sign-in that failed was reported to its sender, and has no session to end.
      const begun = await session.catch(() => undefined);
      if (begun) await this.post('auth/logout', { refreshToken: begun.refreshToken });
    }
  }

  private session(email: string): Promise<SignedIn> {
    let session = this.sessions.get(email);
    if (!session) {
      session = this.signIn(email);
      this.sessions.set(email, session);
    }
    return session;
  }

  private async signIn(email: string): Promise<SignedIn> {
    const answer = await this.post('auth/login', { email, password: this.by.password });
    if (answer.ok) return (await answer.json()) as SignedIn;
    if (answer.status !== 401) throw new StartRefused(`${email} cannot sign in: the API answered ${answer.status}.`);
    throw new StartRefused(
      `${email} has another password than the demo's, which stands in the data directory that loaded it. ` +
        'Set OPSLEDGER_DATA_DIR to that one, or use another database.',
    );
  }

  private post(path: string, body: object): Promise<Response> {
    return fetch(`${this.by.apiUrl}${API_BASE}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }
}

function isTemporary(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}
