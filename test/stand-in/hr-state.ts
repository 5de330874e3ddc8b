/** A person as HR enters them. */
export interface HrPerson {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly department: string;
  readonly title: string;
  /** Their place of work. */
  readonly site: string;
  readonly managerId: string | null;
  readonly startsOn: string;
  /** The date of a leave, also of one ahead. */
  readonly endsOn: string | null;
}

/** A request, read. */
export interface HrRequest {
  readonly method: string;
  /** Without the part that names the system. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly contentType: string;
  readonly body: string;
}

export interface HrAnswer {
  readonly status: number;
  readonly body?: object;
}

/** A call that a system sends. */
export interface HrCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the answers of one system are made of. */
export interface HrState {
  readonly people: ReadonlyMap<string, HrPerson>;
  readonly credential: string;
  /** Tokens that are good now. */
  readonly tokens: Set<string>;
}
