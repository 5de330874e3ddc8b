import { setTimeout as delay } from 'node:timers/promises';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import type { HrSourceKind } from '#contracts/workflow/hr-source-events';
import { Unreachable, guardedFetch } from '#libs/outgoing';
import { ApiTokens } from './api-tokens.adapter';
import { PEOPLE_APIS } from './apis/apis';
import { ListRefused, type ApiRequest, type Asking, type PeopleApi, type PeoplePage } from './people-api';

/** The API of a source, with its credential. */
export interface ApiAccess {
  readonly kind: HrSourceKind;
  readonly url: string;
  readonly credential: string;
}

const ANSWER_MS = 8_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** An API that is asked too often is given this long, unless it says otherwise. */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 3_000;
const TOO_MANY_REQUESTS = 429;
const UNAUTHORIZED = 401;

interface ClientSettings {
  readonly mode?: string;
}

/** Asks the APIs of HR systems, at public addresses alone. */
export class PeopleClient {
  private readonly fetch: ReturnType<typeof guardedFetch>;
  private readonly tokens = new ApiTokens();
  private readonly answerMs: number;

  constructor({ mode }: ClientSettings, { answerMs = ANSWER_MS }: { readonly answerMs?: number } = {}) {
    this.answerMs = answerMs;
    this.fetch = guardedFetch({ allowsLoopback: mode !== 'production', internalHosts: new Set(), maxBytes: MAX_BYTES });
  }

  /** Undefined for a person whom the system does not have. @throws ListRefused */
  async one(api: ApiAccess, externalId: string): Promise<ListedPerson | undefined> {
    const person = await this.asking(api, (kind, asking) => kind.one(asking, externalId));
    return person && { ...person, externalId };
  }

  /** A page of the whole list; null: the first one. @throws ListRefused, also for one that is cut off */
  async page(api: ApiAccess, page: string | null, withinMs = this.answerMs): Promise<PeoplePage> {
    return this.asking(api, (kind, asking) => kind.page(asking, page), withinMs);
  }

  /** With a token where the API takes one; a token that it takes no more is exchanged once. */
  private async asking<Answer>(
    api: ApiAccess,
    work: (kind: PeopleApi, asking: Asking) => Promise<Answer>,
    withinMs = this.answerMs,
  ): Promise<Answer> {
    const kind = PEOPLE_APIS[api.kind];
    const signal = AbortSignal.timeout(Math.max(1, Math.min(withinMs, this.answerMs)));
    const ask = (request: ApiRequest) => this.ask(api, request, signal);
    const { exchange } = kind;
    if (!exchange) return work(kind, { credential: api.credential, ask });
    const key = JSON.stringify([api.kind, api.url, api.credential]);
    const given = async () => {
      const token = await this.tokens.get(key, async () => exchange.read(await this.exchanged(api, exchange, signal)));
      return work(kind, { credential: token, ask });
    };
    try {
      return await given();
    } catch (error) {
      if (!(error instanceof ListRefused) || error.problem !== `status-${UNAUTHORIZED}`) throw error;
      this.tokens.forget(key);
      return given();
    }
  }

  /** A refused exchange says nothing but that the credential is wrong. */
  private async exchanged(
    api: ApiAccess,
    { request }: NonNullable<PeopleApi['exchange']>,
    signal: AbortSignal,
  ): Promise<unknown> {
    try {
      return await this.ask(api, request(api.credential), signal);
    } catch (error) {
      const isRefused = error instanceof ListRefused && /^status-4(?!29)/.test(error.problem);
      throw isRefused ? new ListRefused('credential') : error;
    }
  }

  private async ask(api: ApiAccess, request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    try {
      for (;;) {
        const response = await this.sent(api, request, signal);
        if (response.status === 404) return undefined;
        if (response.status === 200) return await response.json();
        const pause = pauseAfter(response);
        if (pause === undefined) throw new ListRefused(`status-${response.status}`);
        await delay(pause, undefined, { signal });
      }
    } catch (error) {
      throw refusalOf(error, signal);
    }
  }

  private sent(
    { url }: ApiAccess,
    { method, path, headers, body, form }: ApiRequest,
    signal: AbortSignal,
  ): Promise<Response> {
    const address = `${url.replace(/\/$/, '')}/${path}`;
    if (form) {
      const ofForm = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
      return this.fetch(address, { method, headers: ofForm, signal, body: new URLSearchParams(form) });
    }
    return this.fetch(address, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) });
  }
}

/** Undefined: it is not asked again now. A short pause is waited out within the time that an answer has. */
function pauseAfter({ status, headers }: Response): number | undefined {
  if (status !== TOO_MANY_REQUESTS) return undefined;
  const asked = headers.get('retry-after');
  const pause = asked === null ? PAUSE_MS : Number(asked) * 1_000;
  return pause <= LONGEST_PAUSE_MS ? Math.max(pause, PAUSE_MS) : undefined;
}

function refusalOf(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof ListRefused) return error;
  if (signal.aborted) return new ListRefused('timeout');
  if (error instanceof Unreachable) return new ListRefused('unreachable');
  return error instanceof SyntaxError ? new ListRefused('unreadable') : error;
}
