import type { ListedPerson } from '#contracts/workflow/hr-person';

/** A request to the API of an HR system, below its address. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: object;
  /** Instead of JSON. */
  readonly form?: Readonly<Record<string, string>>;
}

/** An API as its kind asks it. */
export interface Asking {
  /** What requests carry: the credential of the source, or the token that was given for it. */
  readonly credential: string;
  /** Undefined: there is no such thing. @throws ListRefused */
  readonly ask: (request: ApiRequest) => Promise<unknown>;
}

/** A page of the list; `next`: the page to ask for after it, null after the last one. */
export interface PeoplePage {
  readonly people: readonly ListedPerson[];
  readonly next: string | null;
}

/** A token that an API gives for a credential, good for some time. */
export interface ApiToken {
  readonly token: string;
  readonly seconds: number;
}

/** How people are fetched from one kind of HR system. @throws ListRefused where the answer is not what it should be */
export interface PeopleApi {
  /** For an API that takes no credential but a token. `undefined` of the reading: the credential is refused. */
  readonly exchange?: {
    readonly request: (credential: string) => ApiRequest;
    readonly read: (body: unknown) => ApiToken | undefined;
  };
  /** Undefined for a person whom the system does not have. */
  readonly one: (asking: Asking, externalId: string) => Promise<ListedPerson | undefined>;
  /** `page`: null for the first one. */
  readonly page: (asking: Asking, page: string | null) => Promise<PeoplePage>;
}

/**
 * The problem names no address, and nothing of the answer: `status-401`, `credential`, `timeout`, `unreachable`,
 * `unreadable`, `too-long`.
 */
export class ListRefused extends Error {
  override readonly name = 'ListRefused';
  constructor(readonly problem: string) {
    super(`the API of an HR system gave nothing: ${problem}`);
  }
}

/** @throws ListRefused for undefined */
export function readable<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new ListRefused('unreadable');
  return value;
}
