import fc from 'fast-check';
import { brokerAtHand } from '#libs/testing/brokers';
import { SOURCES } from '#libs/testing/sources';
import { RawClient } from '#libs/testing/raw-client';
import { startEmbeddedBroker } from './embedded-broker';
import type { BrokerUser } from './options';

const users: BrokerUser[] = [
  { user: 'any', password: 'secret' },
  {
    user: 'limited',
    password: 'secret',
    permissions: {
      publish: { allow: ['a.>', 'b', 'c.*'], deny: ['a.c.>'] },
      subscribe: { allow: ['a.*', 'b.>', 'c q', 'r.>'], deny: ['a.c', 'b.b.>'] },
      allowResponses: { max: 2, expiresMs: 60_000 },
    },
  },
];
const limits = { maxPayload: 300, maxControlLine: 200, maxSubscriptions: 6 };

/** The input of one connection before both are read. Nothing in it ends the connection: see `protocol.int.spec.ts`. */
interface Turn {
  readonly by: 0 | 1;
  readonly operations: readonly string[];
}

const token = fc.constantFrom('a', 'b', 'c', 'r', 'a', 'b', '*', '>', '', 'a*', '_INBOX');
const subject = fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => tokens.join('.') || 'a');
const literal = fc
  .array(fc.constantFrom('a', 'b', 'c', 'r'), { minLength: 1, maxLength: 3 })
  .map((tokens) => tokens.join('.'));
const anySubject = fc.oneof({ weight: 2, arbitrary: literal }, subject);
/** `nats-server` 2.9 takes `a.>` for one of the subjects that `a.*` allows, and lets it through. We do not. */
const subscribed = anySubject.filter((to) => to !== 'a.>');
const body = fc.constantFrom('', 'x', 'PUB a 1\r\n', 'a\0b', 'z'.repeat(280));
const head = fc.constantFrom('NATS/1.0\r\n\r\n', 'NATS/1.0\r\nA: b\r\n\r\n', 'junk', '');
const sid = fc.constantFrom('1', '2', '3', '4', 'x');
const end = fc.constantFrom('\r\n', '\r\n', '\n', ' \r\n');
const gap = fc.constantFrom(' ', ' ', '  ', '\t');
const optional = (of: fc.Arbitrary<string>) => fc.option(of, { nil: undefined });
/** Words separated by gaps, as a line. */
const line = (words: readonly (string | undefined)[], space: string, newline: string) =>
  words.filter((word) => word !== undefined).join(space) + newline;

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(anySubject, optional(anySubject), body, gap, end).map(publish) },
  { weight: 2, arbitrary: fc.tuple(anySubject, optional(anySubject), head, body, gap, end).map(publishWithHead) },
  {
    weight: 4,
    // One member in each group: the broker chooses at random among several.
    arbitrary: fc
      .tuple(subscribed, fc.boolean(), sid, gap, end)
      .map(([to, grouped, id, space, newline]) =>
        line(['SUB', to, grouped ? `q${id}` : undefined, id], space, newline),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(sid, optional(fc.constantFrom('1', '2', '0', '-1', 'x')), gap, end)
      .map(([id, most, space, newline]) => line(['UNSUB', id, most], space, newline)),
  },
);

function publish([to, reply, text, space, newline]: [string, string | undefined, string, string, string]): string {
  return `${line(['PUB', to, reply, String(text.length)], space, newline)}${text}\r\n`;
}

function publishWithHead(of: [string, string | undefined, string, string, string, string]): string {
  const [to, reply, headers, text, space, newline] = of;
  const sizes = [String(headers.length), String(headers.length + text.length)];
  return `${line(['HPUB', to, reply, ...sizes], space, newline)}${headers}${text}\r\n`;
}

const login = fc
  .record({
    user: fc.constantFrom('any', 'limited'),
    verbose: fc.boolean(),
    echo: fc.boolean(),
    no_responders: fc.boolean(),
  })
  .map((options) => ({ ...options, pass: 'secret', pedantic: false, headers: true }));

const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    by: fc.constantFrom<0 | 1>(0, 1),
    operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 2, maxLength: 10 },
);

/** The output of both connections, message by message of each subscription, and the rest in its order. */
async function heard(port: number, logins: readonly object[], said: readonly Turn[]): Promise<unknown> {
  const clients = await Promise.all(logins.map(() => RawClient.open(port)));
  for (const [index, client] of clients.entries()) {
    client.say(`CONNECT ${JSON.stringify(logins[index])}\r\n`);
    await client.isInStep();
  }
  for (const { by, operations } of said) {
    const [speaker, other] = [clients[by] as RawClient, clients[1 - by] as RawClient];
    speaker.say(operations.join(''));
    // First the one that sent: its effects are then on their way to the other.
    for (const client of [speaker, other]) expect(await client.isInStep()).toBe(true);
  }
  for (const client of clients) client.close();
  return clients.map(({ transcript }) => sorted(transcript));
}

/** Messages by subscription, since a broker delivers to several in any order; and everything else. */
function sorted(transcript: string): { readonly messages: Record<string, string[]>; readonly others: string[] } {
  const messages: Record<string, string[]> = {};
  const others: string[] = [];
  for (let at = 0; at < transcript.length;) {
    const newline = transcript.indexOf('\r\n', at);
    const said = transcript.slice(at, newline);
    at = newline + 2;
    const words = said.split(' ');
    if (words[0] !== 'MSG' && words[0] !== 'HMSG') {
      others.push(said);
      continue;
    }
    const size = Number(words.at(-1));
    (messages[words[2] ?? ''] ??= []).push(`${said} ${transcript.slice(at, at + size)}`);
    at += size + 2;
  }
  return { messages, others };
}

const model = brokerAtHand();

test(`for any input, the embedded broker answers as ${model.name} does`, async () => {
  const brokers = [await startEmbeddedBroker({ users, limits, execArgv: SOURCES }), await model.start(users, limits)];
  try {
    await fc.assert(
      fc.asyncProperty(fc.tuple(login, login), turns, async (logins, said) => {
        const [ours, theirs] = await Promise.all(brokers.map(({ port }) => heard(port, logins, said)));
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  } finally {
    for (const broker of brokers) await broker.stop();
  }
}, 120_000);
