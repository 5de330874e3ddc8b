import type { ListedPerson } from '#contracts/workflow/hr-person';

/** A request to the API of an HR system, below its address. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A page of the list; `next`: the page to ask for after it, null after the last one. */
export interface PeoplePage {
  readonly people: readonly ListedPerson[];
  readonly next: string | null;
}

/** How people are fetched from one kind of HR system. `undefined` of a reading: the answer is not what it should be. */
export interface PeopleApi {
  readonly one: (credential: string, externalId: string) => ApiRequest;
  readonly readOne: (body: unknown) => ListedPerson | undefined;
  /** `page`: null for the first one. */
  readonly all: (credential: string, page: string | null) => ApiRequest;
  readonly readAll: (body: unknown, page: string | null) => PeoplePage | undefined;
}
