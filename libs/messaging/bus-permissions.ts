import type { Contract } from '#contracts/declare/contract';
import { inboxOf } from './bus-connection';
import { fillingSubject } from './filling';
import { inquiriesOf, repeatedOn } from './replicas';

/** The permissions of a service's user at the broker, in the shape of nats-server's `permissions`. */
export interface BusPermissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
  readonly allowResponses: true;
}

/** These carry callers' requests, and so send every contract that has a route. */
const EDGES: ReadonlySet<string> = new Set(['gateway', 'cli']);

/**
 * The least that a service needs: to answer its own subjects in its own queue group, and, in each replica, questions
 * about requests that have no answer yet (`replicas.ts`); to listen to its own inbox, to
 * reply to requests, and to send the contracts that name it in `sentBy` (the gateway and the CLI: also all that have a
 * route). A compromised service can so neither overhear another nor answer in its name.
 */
export function busPermissions(service: string, contracts: readonly Contract[]): BusPermissions {
  const sends = contracts.filter(
    ({ sentBy, route }) => sentBy.includes(service) || (route !== undefined && EDGES.has(service)),
  );
  const publish = sends.flatMap((contract) => {
    const { subject, route } = contract;
    return [subject, ...(route ? [fillingSubject(subject)] : []), ...repeatedOn(contract)];
  });
  return {
    publish: { allow: [...new Set(publish)] },
    subscribe: { allow: [`${service}.> ${service}`, inquiriesOf(service), `${inboxOf(service)}.>`] },
    allowResponses: true,
  };
}
