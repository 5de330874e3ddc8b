import type { ExpireIdleSessions, ExpiredSessions } from '#contracts/auth/expire-idle-sessions';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { eachAtMost } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { endOne } from './end-sessions.handler';
import type { OutdatedSession } from './outdated-sessions.store';

const BATCH = 200;
const ORGANIZATIONS = 500;
const AT_ONCE = 8;
/** Before the deadline; one batch is done within this time. */
const ENOUGH_MS = 3_000;

type Find = (limit: number) => Promise<readonly OutdatedSession[]>;

/**
 * Ends outdated sessions batch by batch: by the platform's policy, then by that of each organisation. An end is in the
 * log first, then in the table and at the gateways.
 * @throws DomainError `SERVICE_UNAVAILABLE` when more are left than the deadline allows: sent again, it goes on
 */
export async function expireIdleSessions(
  _command: ExpireIdleSessions,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ExpiredSessions>> {
  const now = new Date(context.now);
  const { outdatedSessions } = parts;
  let sessions = await expireAll((limit) => outdatedSessions.outdated(now, limit), context, parts);
  for await (const find of byOrganization(now, parts)) {
    refuseLate(context);
    sessions += await expireAll(find, context, parts);
  }
  return { answer: { sessions } };
}

/** The searches by the policies of organisations. */
async function* byOrganization(now: Date, { commands, outdatedSessions }: AuthParts): AsyncGenerator<Find> {
  let page: readonly string[];
  let last: string | null = null;
  do {
    page = await outdatedSessions.organizations(last, ORGANIZATIONS);
    for (const organizationId of page) {
      const { state } = await commands.state(organizationFacts, organizationId, organizationId);
      const { sessions: policy } = state;
      const { maxAtOnce } = policy;
      yield (limit) => outdatedSessions.outdated(now, limit, { organizationId, policy });
      if (maxAtOnce !== null) yield (limit) => outdatedSessions.tooMany({ organizationId, maxAtOnce }, limit);
    }
    last = page.at(-1) ?? null;
  } while (page.length === ORGANIZATIONS);
}

/** Returns how many were ended. */
async function expireAll(find: Find, context: CommandContext, parts: AuthParts): Promise<number> {
  let sessions = 0;
  for (;;) {
    const batch = await find(BATCH);
    const isLast = batch.length < BATCH;
    sessions += batch.length;
    await eachAtMost(AT_ONCE, batch, (each) => endOne(each, each.reason, context, parts));
    if (isLast) return sessions;
    refuseLate(context);
  }
}

function refuseLate({ deadline }: CommandContext): void {
  if (Date.now() <= deadline - ENOUGH_MS) return;
  throw new DomainError('SERVICE_UNAVAILABLE', 'More sessions are to be ended; send it again');
}
