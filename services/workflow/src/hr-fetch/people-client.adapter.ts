import type { ListedPerson } from '#contracts/workflow/hr-person';
import { MAX_LISTED_PEOPLE } from '#contracts/workflow/hr-reconciliation-events';
import type { HrSourceKind } from '#contracts/workflow/hr-source-events';
import { Unreachable, guardedFetch } from '#libs/outgoing';
import { PEOPLE_APIS } from './apis/apis';
import type { ApiRequest, PeoplePage } from './people-api';

/** The API of a source, with its credential. */
export interface ApiAccess {
  readonly kind: HrSourceKind;
  readonly url: string;
  readonly credential: string;
}

/** The problem names no address, and nothing of the answer: `status-401`, `timeout`, `unreachable`, `unreadable`. */
export class ListRefused extends Error {
  override readonly name = 'ListRefused';
  constructor(readonly problem: string) {
    super(`the API of an HR system gave nothing: ${problem}`);
  }
}

const ANSWER_MS = 8_000;
const MAX_BYTES = 16 * 1024 * 1024;
const MOST_PAGES = 1_000;

interface ClientSettings {
  readonly mode?: string;
}

/** Asks the APIs of HR systems, at public addresses alone. */
export class PeopleClient {
  private readonly fetch: ReturnType<typeof guardedFetch>;

  constructor({ mode }: ClientSettings) {
    this.fetch = guardedFetch({ allowsLoopback: mode !== 'production', internalHosts: new Set(), maxBytes: MAX_BYTES });
  }

  /** Undefined for a person whom the system does not have. @throws ListRefused */
  async one(api: ApiAccess, externalId: string): Promise<ListedPerson | undefined> {
    const { one, readOne } = PEOPLE_APIS[api.kind];
    const body = await this.ask(api, one(api.credential, externalId));
    if (body === NOT_FOUND) return undefined;
    const person = readOne(body);
    if (!person) throw new ListRefused('unreadable');
    return { ...person, externalId };
  }

  /** The whole list. @throws ListRefused, also for a list that is cut off */
  async all(api: ApiAccess): Promise<ListedPerson[]> {
    const { all, readAll } = PEOPLE_APIS[api.kind];
    const people: ListedPerson[] = [];
    let page: string | null = null;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const body = await this.ask(api, all(api.credential, page));
      const read: PeoplePage | undefined = body === NOT_FOUND ? undefined : readAll(body, page);
      if (!read) throw new ListRefused('unreadable');
      people.push(...read.people);
      if (people.length > MAX_LISTED_PEOPLE) throw new ListRefused('too-long');
      if (read.next === null) return people;
      page = read.next;
    }
    throw new ListRefused('too-long');
  }

  private async ask({ url }: ApiAccess, { method, path, headers, body }: ApiRequest): Promise<unknown> {
    const address = `${url.replace(/\/$/, '')}/${path}`;
    const signal = AbortSignal.timeout(ANSWER_MS);
    const sent = { method, headers, signal, ...(body && { body: JSON.stringify(body) }) };
    try {
      const response = await this.fetch(address, sent);
      if (response.status === 404) return NOT_FOUND;
      if (response.status !== 200) throw new ListRefused(`status-${response.status}`);
      return await response.json();
    } catch (error) {
      throw refusalOf(error, signal);
    }
  }
}

const NOT_FOUND = Symbol('not found');

function refusalOf(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof ListRefused) return error;
  if (signal.aborted) return new ListRefused('timeout');
  if (error instanceof Unreachable) return new ListRefused('unreachable');
  return error instanceof SyntaxError ? new ListRefused('unreadable') : error;
}
