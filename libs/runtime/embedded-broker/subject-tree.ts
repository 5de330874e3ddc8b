/** The entries of one node of the tree, alone and in named groups. */
interface Entries<Entry> {
  entries: Entry[];
  groups: Map<string, Entry[]> | undefined;
}

interface Node<Entry> extends Entries<Entry> {
  readonly children: Map<string, Node<Entry>>;
  /** Below `*`: any one token. */
  star: Node<Entry> | undefined;
  /** At `>`: one or more tokens. */
  rest: Node<Entry> | undefined;
}

/** The matches of a subject. A group's members are gathered from every matching pattern. */
export class Found<Entry> {
  readonly entries: Entry[] = [];
  readonly groupNames: string[] = [];
  readonly groups: (readonly Entry[])[] = [];

  clear(): this {
    this.entries.length = 0;
    this.groupNames.length = 0;
    this.groups.length = 0;
    return this;
  }

  add(other: Entries<Entry>): void {
    for (const entry of other.entries) this.entries.push(entry);
    if (!other.groups) return;
    for (const [name, members] of other.groups) {
      const at = this.groupNames.indexOf(name);
      if (at < 0) {
        this.groupNames.push(name);
        this.groups.push(members);
      } else {
        this.groups[at] = [...(this.groups[at] ?? []), ...members];
      }
    }
  }
}

/**
 * Entries by subject pattern: tokens between dots, `*` for any one token, `>` at the end for one or more. A look-up
 * walks the subject's tokens, so its cost does not grow with the number of entries that do not match.
 */
export class SubjectTree<Entry> {
  private readonly root: Node<Entry> = newNode();

  /** False when `pattern` is invalid (an empty token, or something after `>`); nothing is added then. */
  add(pattern: string, group: string | undefined, entry: Entry): boolean {
    const tokens = pattern.split('.');
    if (!isPattern(tokens)) return false;
    let node = this.root;
    for (const token of tokens) node = descend(node, token);
    if (group === undefined) {
      node.entries.push(entry);
      return true;
    }
    node.groups ??= new Map();
    const members = node.groups.get(group);
    if (members) members.push(entry);
    else node.groups.set(group, [entry]);
    return true;
  }

  remove(pattern: string, group: string | undefined, entry: Entry): void {
    const path = [this.root];
    const tokens = pattern.split('.');
    for (const token of tokens) {
      const next = childOf(path[path.length - 1] as Node<Entry>, token);
      if (!next) return;
      path.push(next);
    }
    removeFrom(path[path.length - 1] as Node<Entry>, group, entry);
    for (let depth = tokens.length; depth > 0 && isEmpty(path[depth] as Node<Entry>); depth--) {
      cut(path[depth - 1] as Node<Entry>, tokens[depth - 1] as string);
    }
  }

  /** Gathers into `found` the matches of a published subject: none when it has an empty token. */
  match(subject: string, found: Found<Entry>): Found<Entry> {
    found.clear();
    if (!hasEmptyToken(subject)) walk(this.root, subject, 0, found, false);
    return found;
  }

  /**
   * Gathers the patterns that match everything that `pattern` does: `>` is covered by `>` alone, `*` by `*` and `>`.
   */
  cover(pattern: string, found: Found<Entry>): Found<Entry> {
    found.clear();
    if (!hasEmptyToken(pattern)) walk(this.root, pattern, 0, found, true);
    return found;
  }
}

function hasEmptyToken(subject: string): boolean {
  return subject.startsWith('.') || subject.endsWith('.') || subject.includes('..');
}

/** Whether tokens can be subscribed to. */
function isPattern(tokens: readonly string[]): boolean {
  return tokens.every((token, index) => token !== '' && (token !== '>' || index === tokens.length - 1));
}

export function hasWildcard(subject: string): boolean {
  return subject.split('.').some((token) => token === '*' || token === '>');
}

/** A subject that a message can be published to: no empty token and no wildcard. */
export function isLiteral(subject: string): boolean {
  return subject.split('.').every((token) => token !== '' && token !== '*' && token !== '>');
}

/** Whether a pattern matches a literal subject. */
export function matches(pattern: string, subject: string): boolean {
  if (pattern === subject) return true;
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return tokens.length > index;
    if (index >= tokens.length || (token !== '*' && token !== tokens[index])) return false;
  }
  return wanted.length === tokens.length;
}

function walk<Entry>(node: Node<Entry>, subject: string, from: number, found: Found<Entry>, covering: boolean): void {
  const dot = subject.indexOf('.', from);
  const token = dot < 0 ? subject.slice(from) : subject.slice(from, dot);
  if (node.rest) found.add(node.rest);
  if (covering && token === '>') return;
  const literal = node.children.get(token);
  const { star } = node;
  if (dot < 0) {
    if (literal) found.add(literal);
    if (star) found.add(star);
    return;
  }
  if (literal) walk(literal, subject, dot + 1, found, covering);
  if (star) walk(star, subject, dot + 1, found, covering);
}

function newNode<Entry>(): Node<Entry> {
  return { entries: [], groups: undefined, children: new Map(), star: undefined, rest: undefined };
}

function childOf<Entry>(node: Node<Entry>, token: string): Node<Entry> | undefined {
  if (token === '*') return node.star;
  return token === '>' ? node.rest : node.children.get(token);
}

function descend<Entry>(node: Node<Entry>, token: string): Node<Entry> {
  const present = childOf(node, token);
  if (present) return present;
  const added = newNode<Entry>();
  if (token === '*') node.star = added;
  else if (token === '>') node.rest = added;
  else node.children.set(token, added);
  return added;
}

function cut<Entry>(node: Node<Entry>, token: string): void {
  if (token === '*') node.star = undefined;
  else if (token === '>') node.rest = undefined;
  else node.children.delete(token);
}

function removeFrom<Entry>(node: Node<Entry>, group: string | undefined, entry: Entry): void {
  const list = group === undefined ? node.entries : node.groups?.get(group);
  const at = list?.indexOf(entry) ?? -1;
  if (!list || at < 0) return;
  list.splice(at, 1);
  if (group === undefined || list.length > 0) return;
  node.groups?.delete(group);
  if (node.groups?.size === 0) node.groups = undefined;
}

function isEmpty<Entry>(node: Node<Entry>): boolean {
  return node.entries.length === 0 && !node.groups && node.children.size === 0 && !node.star && !node.rest;
}
