import { Found, SubjectTree, hasWildcard, matches } from './subject-tree';

/** Subject patterns. With `allow`, only those; `deny` wins over `allow`. */
export interface SubjectRule {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/**
 * A user's permissions, as nats-server's `permissions`. In `subscribe`, an entry `subject queue` is for that queue
 * group alone. An absent entry restricts nothing.
 */
export interface Permissions {
  readonly publish?: SubjectRule;
  readonly subscribe?: SubjectRule;
  /**
   * The user may publish to the reply subject of a message that it was given, whatever `publish` says: so often, and
   * for so long. `true`: once, within two minutes. Without `publish.allow`, the user may publish nothing else.
   */
  readonly allowResponses?: boolean | { readonly max: number; readonly expiresMs: number };
}

const DEFAULT_RESPONSES = { max: 1, expiresMs: 120_000 };
const REMEMBERED_SUBJECTS = 1024;

/** A user's permissions, compiled; shared by all of the user's connections. */
export class PermissionCheck {
  readonly responses: { readonly max: number; readonly expiresMs: number } | undefined;
  private readonly publishAllow: SubjectTree<true> | undefined;
  private readonly publishDeny: SubjectTree<true> | undefined;
  private readonly subscribeAllow: SubjectTree<true> | undefined;
  private readonly subscribeDeny: SubjectTree<true> | undefined;
  private readonly subscribeDenied: readonly string[];
  private readonly publishable = new Map<string, boolean>();
  private readonly found = new Found<true>();

  /** @throws TypeError for an entry that is not a subject pattern */
  constructor({ publish, subscribe, allowResponses }: Permissions = {}) {
    this.responses = allowResponses === true ? DEFAULT_RESPONSES : allowResponses || undefined;
    // A user that may answer, and has no list of its own, may publish nothing else.
    this.publishAllow = treeOf(publish?.allow ?? (this.responses && []));
    this.publishDeny = treeOf(publish?.deny);
    this.subscribeAllow = treeOf(subscribe?.allow);
    this.subscribeDeny = treeOf(subscribe?.deny);
    this.subscribeDenied = (subscribe?.deny ?? []).filter((entry) => !entry.includes(' '));
  }

  get restrictsPublishing(): boolean {
    return this.publishAllow !== undefined || this.publishDeny !== undefined;
  }

  mayPublish(subject: string): boolean {
    const known = this.publishable.get(subject);
    if (known !== undefined) return known;
    const allowed =
      (!this.publishAllow || this.publishAllow.match(subject, this.found).entries.length > 0) &&
      (!this.publishDeny || this.publishDeny.match(subject, this.found).entries.length === 0);
    if (this.publishable.size >= REMEMBERED_SUBJECTS) this.publishable.clear();
    this.publishable.set(subject, allowed);
    return allowed;
  }

  maySubscribe(subject: string, queue: string | undefined): boolean {
    if (this.subscribeAllow) {
      const { entries, groupNames } = this.subscribeAllow.cover(subject, this.found);
      const named = queue !== undefined && groupNames.length > 0;
      if (named ? !groupNames.some((name) => matches(name, queue)) : entries.length === 0) return false;
    }
    if (!this.subscribeDeny) return true;
    const { entries, groupNames } = this.subscribeDeny.cover(subject, this.found);
    return entries.length === 0 && !(queue !== undefined && groupNames.some((name) => matches(name, queue)));
  }

  /** A wildcard may be wider than a denied subject inside it; each message of such a subscription is checked. */
  mustFilter(subject: string): boolean {
    return this.subscribeDenied.length > 0 && hasWildcard(subject);
  }

  mayReceive(subject: string): boolean {
    return !this.subscribeDenied.some((pattern) => matches(pattern, subject));
  }
}

interface OpenReply {
  left: number;
  readonly until: number;
}

/** The replies that one connection owes, and so may publish whatever its permissions say. */
export class OpenReplies {
  /** By reply subject, oldest first. */
  private readonly open = new Map<string, OpenReply>();

  constructor(private readonly responses: { readonly max: number; readonly expiresMs: number }) {}

  get size(): number {
    return this.open.size;
  }

  /** Notes that a message with this reply subject was handed over. */
  note(reply: string, now: number): void {
    for (const [subject, { until }] of this.open) {
      if (until > now) break;
      this.open.delete(subject);
    }
    this.open.delete(reply);
    this.open.set(reply, { left: this.responses.max, until: now + this.responses.expiresMs });
  }

  /** Takes one of the publications that are still owed. */
  take(subject: string, now: number): boolean {
    const reply = this.open.get(subject);
    if (!reply) return false;
    reply.left--;
    if (reply.left <= 0 || reply.until <= now) this.open.delete(subject);
    return reply.until > now;
  }
}

/** Undefined without a list: no restriction. An empty list matches nothing. */
function treeOf(list: readonly string[] | undefined): SubjectTree<true> | undefined {
  if (!list) return undefined;
  const tree = new SubjectTree<true>();
  for (const entry of list) {
    const [pattern = '', queue, ...more] = entry.split(/\s+/);
    if (more.length > 0 || !tree.add(pattern, queue, true)) throw new TypeError(`not a subject pattern: ${entry}`);
  }
  return tree;
}
