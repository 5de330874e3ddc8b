import type { eventually } from './eventually';
import type { TestOrganization } from './organization';

/** The means of an isolation fixture, which acts as the organisation's administrator. */
export interface IsolationGiven<Used extends string> {
  readonly organization: TestOrganization;
  /** POSTs under `/api/v1`, and gives the answer; anything but 201 is an error. */
  readonly create: <Body extends object = { id: string }>(path: string, body: object) => Promise<Body>;
  /** Waits for what a request brings about after its answer. */
  readonly eventually: typeof eventually;
  /** The ids that `uses` names. */
  readonly used: Readonly<Record<Used, string>>;
}

/**
 * Examples of a feature's things, made over HTTP in one organisation, so that a test can ask for them from another. It
 * stands in the feature's folder as `isolation.fixture.ts` and exports `isolation`. It makes two of everything that is
 * listed, so that every list has a second page.
 */
export interface IsolationFixture<Id extends string = string, Used extends string = string> {
  /** Fields and path parameters of the service's contracts that it has a value for. */
  readonly ids: readonly Id[];
  /** Ids of other fixtures, as `<service>.<field>`: they are made before. */
  readonly uses?: readonly Used[];
  // A method, so that a fixture of some ids is a fixture.
  make(given: IsolationGiven<Used>): Promise<Readonly<Record<Id, string>>>;
  /** Ids for the fields of one contract alone, by its name: a thing that this contract changes or ends. */
  readonly instead?: Readonly<Record<string, Readonly<Record<string, Id>>>>;
  /**
   * Values that no example of a body has, by the contract's name; undefined removes one. `placed`: the field that holds
   * the id under test, where another field of the example would contradict it.
   */
  readonly bodies?: Readonly<Record<string, (organization: TestOrganization, placed?: string) => object>>;
}
