import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import { RawClient } from '#libs/testing/raw-client';
import type { BrokerUser } from './options';

const users: BrokerUser[] = [
  { user: 'any', password: 'secret "1"' },
  {
    user: 'limited',
    password: 'secret-2',
    permissions: {
      publish: { allow: ['a.>', 'shared'], deny: ['a.hidden.>'] },
      subscribe: { allow: ['b.*', 'c.>', 'q.> workers', 'q.both', 'q.both v1.*'], deny: ['b.hidden', 'c.hidden.>'] },
      allowResponses: true,
    },
  },
  {
    user: 'replier',
    password: 'secret-3',
    permissions: { subscribe: { allow: ['work'] }, allowResponses: { max: 2, expiresMs: 60_000 } },
  },
];
const limits = { maxPayload: 1000, maxControlLine: 512, maxSubscriptions: 5 };

const login = (user: string, more: object = {}) =>
  `CONNECT ${JSON.stringify({ user, pass: users.find((each) => each.user === user)?.password, verbose: false, pedantic: false, ...more })}\r\n`;
const ANY = login('any');
const HEADERS = login('any', { headers: true, no_responders: true, protocol: 1 });
const HEAD = 'NATS/1.0\r\nA: b\r\n\r\n';

/** The input of one connection. After `partly`, it sends nothing more there before the next step. */
interface Step {
  readonly on: string;
  readonly say: string;
  readonly partly?: true;
}
const on =
  (name: string) =>
  (say: string): Step => ({ on: name, say });
const a = on('a');
const b = on('b');
const partly = (step: Step): Step => ({ ...step, partly: true });

const SCRIPTS: Readonly<Record<string, readonly Step[]>> = {
  'a published message': [a(`${ANY}SUB foo 1\r\nPUB foo 5\r\nhello\r\n`)],
  'a reply subject': [a(`${ANY}SUB foo 1\r\nPUB foo bar.baz 5\r\nhello\r\n`)],
  'an empty payload': [a(`${ANY}SUB foo 1\r\nPUB foo 0\r\n\r\n`)],
  'a payload that looks like the protocol': [a(`${ANY}SUB foo 1\r\nPUB foo 15\r\nPUB foo 1\r\nx\r\nP\r\n`)],
  'operations in lower case and mixed case': [a(`${ANY}sub foo 1\r\nPub foo 2\r\nok\r\nping\r\nunsub 1\r\n`)],
  'tabs and several spaces between arguments': [a(`${ANY}SUB \t foo\t 7\r\nPUB  foo\t\t2\r\nok\r\n`)],
  'lines that end with a bare newline': [a(`${ANY}SUB foo 1\nPUB foo 2\nok\r\nPING\n`)],
  'a publication in pieces': [
    a(`${ANY}SUB foo 1\r\n`),
    partly(a('PU')),
    partly(a('B foo 1')),
    partly(a('1\r')),
    partly(a('\nhello ')),
    partly(a('world\r')),
    a('\n'),
  ],
  'a subscription in pieces': [partly(a(`${ANY}SUB fo`)), partly(a('o wor')), a('kers 3\r\nPUB foo 1\r\nx\r\n')],
  wildcards: [
    a(`${ANY}SUB * 1\r\n`),
    b(`${ANY}SUB foo.* 2\r\nSUB foo.> 3\r\n`),
    a('PUB foo 1\r\n1\r\nPUB foo.bar 1\r\n2\r\nPUB foo.bar.baz 1\r\n3\r\nPUB bar.foo 1\r\n4\r\n'),
  ],
  'a wildcard in the middle': [a(`${ANY}SUB a.*.c 1\r\nPUB a.b.c 1\r\n1\r\nPUB a.b.d 1\r\n2\r\nPUB a.c 1\r\n3\r\n`)],
  'wildcard characters inside a token': [a(`${ANY}SUB foo* 1\r\nSUB a>.b 2\r\nPUB foo* 1\r\n1\r\nPUB a>.b 1\r\n2\r\n`)],
  'publishing to a wildcard': [a(`${ANY}SUB foo.* 1\r\nSUB foo.bar 2\r\nPUB foo.* 1\r\n1\r\n`)],
  'publishing to subjects with empty tokens': [
    a(`${ANY}SUB foo.> 1\r\nSUB > 2\r\nSUB *.* 3\r\nPUB foo..bar 1\r\n1\r\nPUB .foo 1\r\n2\r\nPUB foo. 1\r\n3\r\n`),
  ],
  'invalid subscriptions': [a(`${ANY}SUB foo. 1\r\nSUB .foo 2\r\nSUB a..b 3\r\nSUB foo.>.bar 4\r\nPUB foo 1\r\nx\r\n`)],
  'a queue group of one, and a plain subscriber': [
    a(`${ANY}SUB foo 1\r\nSUB foo workers 2\r\n`),
    b(`${ANY}SUB foo 9\r\nPUB foo 1\r\nx\r\n`),
  ],
  'two queue groups': [a(`${ANY}SUB foo one 1\r\n`), b(`${ANY}SUB foo two 2\r\nPUB foo 1\r\nx\r\n`)],
  unsubscribing: [a(`${ANY}SUB foo 1\r\nUNSUB 1\r\nPUB foo 1\r\nx\r\nUNSUB 1\r\nUNSUB 77\r\n`)],
  'unsubscribing after a number of messages': [
    a(`${ANY}SUB foo 1\r\nUNSUB 1 2\r\nPUB foo 1\r\n1\r\nPUB foo 1\r\n2\r\nPUB foo 1\r\n3\r\n`),
  ],
  'unsubscribing after fewer messages than came': [
    a(`${ANY}SUB foo 1\r\nPUB foo 1\r\n1\r\nPUB foo 1\r\n2\r\nUNSUB 1 2\r\nPUB foo 1\r\n3\r\n`),
  ],
  'unsubscribing after a number that is none': [a(`${ANY}SUB foo 1\r\nUNSUB 1 many\r\nPUB foo 1\r\nx\r\n`)],
  'the same sid twice': [a(`${ANY}SUB foo 1\r\nSUB bar 1\r\nPUB foo 1\r\n1\r\nPUB bar 1\r\n2\r\n`)],
  'a sid that is no number': [a(`${ANY}SUB foo a-b\r\nPUB foo 1\r\nx\r\n`)],
  'more subscriptions than allowed': [
    a(`${ANY}SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB d 4\r\nSUB e 5\r\nSUB f 6\r\nPUB f 1\r\nx\r\nPUB a 1\r\nx\r\n`),
  ],
  verbose: [
    a(login('any', { verbose: true })),
    a('SUB foo 1\r\nPUB foo 1\r\nx\r\nUNSUB 1\r\nPUB foo 1\r\ny\r\nPING\r\nPONG\r\n+OK\r\n'),
    a('UNSUB 5\r\nSUB foo 1\r\nSUB foo 1\r\nSUB a..b 2\r\n'),
  ],
  'verbose and pedantic unless told otherwise': [
    a(`CONNECT {"user":"any","pass":${JSON.stringify(users[0]?.password)}}\r\nSUB foo 1\r\nPUB foo.* 1\r\nx\r\n`),
  ],
  pedantic: [
    a(login('any', { pedantic: true })),
    a('SUB foo.* 1\r\nPUB foo.* 1\r\n1\r\nPUB foo..a 1\r\n2\r\nPUB foo.> 1\r\n3\r\nPUB foo*.a 1\r\n4\r\n'),
  ],
  'pedantic and verbose': [a(login('any', { pedantic: true, verbose: true })), a('PUB foo.* 1\r\nx\r\nSUB a. 1\r\n')],
  'no echo': [
    a(`${login('any', { echo: false })}SUB foo 1\r\nSUB foo workers 2\r\n`),
    b(`${ANY}SUB foo workers 3\r\n`),
    a('PUB foo 1\r\nx\r\n'),
  ],
  'no echo and nobody else': [
    a(
      `${login('any', { echo: false, headers: true, no_responders: true })}SUB foo 1\r\nSUB r 2\r\nPUB foo r 1\r\nx\r\n`,
    ),
  ],
  headers: [a(`${HEADERS}SUB foo 1\r\nHPUB foo ${HEAD.length} ${HEAD.length + 2}\r\n${HEAD}hi\r\n`)],
  'headers with a reply': [a(`${HEADERS}SUB foo 1\r\nHPUB foo re ${HEAD.length} ${HEAD.length + 2}\r\n${HEAD}hi\r\n`)],
  'headers for one that takes none': [
    a(`${ANY}SUB foo 1\r\n`),
    b(`${HEADERS}SUB foo 2\r\nHPUB foo ${HEAD.length} ${HEAD.length + 2}\r\n${HEAD}hi\r\nPUB foo 2\r\nno\r\n`),
  ],
  'headers of no length': [a(`${HEADERS}SUB foo 1\r\nHPUB foo 0 2\r\nhi\r\n`)],
  'headers without having said so': [a(`${ANY}HPUB foo ${HEAD.length} ${HEAD.length}\r\n${HEAD}\r\n`)],
  'headers longer than the message': [a(`${HEADERS}HPUB foo 20 10\r\n0123456789\r\n`)],
  'headers with a wrong size': [a(`${HEADERS}HPUB foo x 10\r\n`)],
  'headers with too few arguments': [a(`${HEADERS}HPUB foo 10\r\n`)],
  'nobody answers': [a(`${HEADERS}SUB _INBOX.x.* 4\r\nPUB nobody _INBOX.x.1 2\r\nhi\r\n`)],
  'nobody answers, and the asker does not listen': [a(`${HEADERS}PUB nobody _INBOX.x.1 2\r\nhi\r\n`)],
  'nobody answers, and the asker listens in a queue group': [
    a(`${HEADERS}SUB r askers 4\r\nPUB nobody r 2\r\nhi\r\nSUB r 5\r\nPUB nobody r 2\r\nhi\r\n`),
  ],
  'nobody answers, and the asker has not asked to be told': [a(`${ANY}SUB r 4\r\nPUB nobody r 2\r\nhi\r\n`)],
  'nobody answers, verbose': [
    a(`${login('any', { headers: true, no_responders: true, verbose: true })}SUB r 4\r\nPUB nobody r 2\r\nhi\r\n`),
  ],
  'asking to be told without headers': [a(login('any', { no_responders: true }))],
  'a payload that is too large': [a(`${ANY}PUB foo 1001\r\n`)],
  'a payload of the largest size': [a(`${ANY}SUB foo 1\r\nPUB foo 1000\r\n${'x'.repeat(1000)}\r\n`)],
  'a payload longer than said': [a(`${ANY}PUB foo 2\r\nhello\r\n`)],
  'a payload without its end': [a(`${ANY}PUB foo 2\r\nhi\n\n`)],
  'a control line that is too long': [a(`${ANY}SUB ${'x'.repeat(600)} 1\r\n`)],
  'a control line of the longest length': [a(`${ANY}SUB ${'x'.repeat(510)} 1\r\nPUB foo 1\r\nx\r\n`)],
  'an operation that does not exist': [a(`${ANY}HELLO\r\n`)],
  'an operation that runs on': [a(`${ANY}PUBLISH foo 1\r\nx\r\n`)],
  'an operation that cannot become one': [partly(a(`${ANY}SX`))],
  'an operation of a server': [a(`${ANY}MSG foo 1 2\r\nhi\r\n`)],
  'PING and PONG with something after them': [a(`${ANY}PINGxyz\r\nPONG 1 2 3\r\n`)],
  'an empty line': [a(`${ANY}\r\n`)],
  'a space before the operation': [a(`${ANY} PING\r\n`)],
  'PUB without arguments': [a(`${ANY}PUB\r\n`)],
  'PUB without a size': [a(`${ANY}PUB foo\r\n`)],
  'PUB with a wrong size': [a(`${ANY}PUB foo x\r\n`)],
  'PUB with a negative size': [a(`${ANY}PUB foo -1\r\n`)],
  'PUB with a size of ten digits': [a(`${ANY}PUB foo 1000000000\r\n`)],
  'PUB with too many arguments': [a(`${ANY}PUB foo bar baz 1\r\nx\r\n`)],
  'SUB without a sid': [a(`${ANY}SUB foo\r\n`)],
  'SUB with too many arguments': [a(`${ANY}SUB foo bar baz 1\r\n`)],
  'SUB with nothing': [a(`${ANY}SUB \r\n`)],
  'UNSUB with too many arguments': [a(`${ANY}UNSUB 1 2 3\r\n`)],
  'a client that reports an error': [a(`${ANY}-ERR 'enough'\r\nPING\r\n`)],
  'a client that says +OK': [a(`${ANY}+OK\r\n+OK now\r\n`)],
  'one malformed client among others': [
    a(`${ANY}SUB foo 1\r\n`),
    b(`${ANY}SUB foo 1\r\nHELLO\r\n`),
    a('PUB foo 1\r\nx\r\n'),
  ],
  'a wrong password': [a(login('any', { pass: 'wrong' }))],
  'an unknown user': [a(login('any', { user: 'nobody' }))],
  'no credentials': [a('CONNECT {"verbose":false}\r\n')],
  'something before CONNECT': [a('PING\r\n')],
  'garbage before CONNECT': [a('GET / HTTP/1.1\r\n\r\n')],
  'garbage that begins with a C': [a('COPY\r\n')],
  'CONNECT with what is no JSON': [a('CONNECT {user\r\n')],
  'CONNECT with a wrong type': [a(login('any', { verbose: 'yes' }))],
  'CONNECT with an unknown protocol': [a(login('any', { protocol: 9 }))],
  'CONNECT with no space, and unknown fields': [a(login('any', { xyz: [1, { a: 2 }] }).replace(' ', ''))],
  'CONNECT twice': [a(`${ANY}SUB foo 1\r\n${login('any', { verbose: true })}PUB foo 1\r\nx\r\n`)],
  'publishing where it is allowed and where not': [
    a(`${ANY}SUB > 1\r\n`),
    b(login('limited')),
    b('PUB a.b 1\r\n1\r\nPUB b 1\r\n2\r\nPUB a.hidden.x 1\r\n3\r\nPUB shared 1\r\n4\r\nPUB a 1\r\n5\r\n'),
  ],
  'a refused publication, verbose': [a(login('limited', { verbose: true })), a('PUB b 1\r\nx\r\nPUB a.b 1\r\nx\r\n')],
  'a refused publication with a quote in its subject': [a(login('limited')), a('PUB b"c 1\r\nx\r\n')],
  'subscribing where it is allowed and where not': [
    a(`${login('limited')}SUB b.x 1\r\nSUB b.hidden 2\r\nSUB d 3\r\nSUB b.x.y 4\r\n`),
    b(`${ANY}PUB b.x 1\r\n1\r\nPUB b.hidden 1\r\n2\r\nPUB d 1\r\n3\r\n`),
  ],
  'a wildcard wider than what is denied inside it': [
    a(`${login('limited')}SUB b.* 1\r\nSUB c.> 2\r\n`),
    b(`${ANY}PUB b.x 1\r\n1\r\nPUB b.hidden 1\r\n2\r\nPUB c.hidden.y 1\r\n3\r\nPUB c.open 1\r\n4\r\n`),
  ],
  'subscribing in a queue group that is allowed, and in others': [
    a(`${login('limited')}SUB q.x workers 1\r\nSUB q.x 2\r\nSUB q.x others 3\r\nSUB b.x anything 4\r\n`),
    a('SUB q.both 5\r\nSUB q.both v1.a 6\r\nSUB q.both v2 7\r\n'),
    b(`${ANY}PUB q.x 1\r\n1\r\nPUB q.both 1\r\n2\r\nPUB b.x 1\r\n3\r\n`),
  ],
  'answering once': [
    a(`${ANY}SUB r 1\r\n`),
    b(`${login('limited')}SUB b.x 1\r\n`),
    a('PUB b.x r 1\r\nq\r\n'),
    b('PUB r 1\r\n1\r\nPUB r 1\r\n2\r\n'),
  ],
  'answering as often as allowed, and nothing else': [
    a(`${ANY}SUB r 1\r\n`),
    b(`${login('replier')}SUB work 1\r\nPUB work 1\r\nx\r\nPUB r 1\r\n0\r\n`),
    a('PUB work r 1\r\nq\r\n'),
    b('PUB r 1\r\n1\r\nPUB r 1\r\n2\r\nPUB r 1\r\n3\r\n'),
  ],
};

/** Runs a script and returns the output of each connection. */
async function perform(broker: TestBroker, steps: readonly Step[]): Promise<Record<string, string>> {
  const clients = new Map<string, RawClient>();
  const silent = new Set<string>();
  for (const { on: name, say, partly: unfinished } of steps) {
    const client = clients.get(name) ?? (await RawClient.open(broker.port));
    clients.set(name, client);
    client.say(say);
    if (unfinished) silent.add(name);
    else silent.delete(name);
    // First the one that sent: its effects are then on their way to the others.
    if (!unfinished) await client.isInStep();
    for (const [each, other] of clients) if (other !== client && !silent.has(each)) await other.isInStep();
  }
  const [last] = steps.slice(-1);
  if (last?.partly) await clients.get(last.on)?.ends();
  const heard: Record<string, string> = {};
  for (const [name, client] of clients) {
    heard[name] = `${client.transcript}${client.closed ? '(closed)' : ''}`;
    client.close();
  }
  return heard;
}

/**
 * The answers of nats-server 2.9.10 to each script. The suite on nats-server proves that they still hold, and finds the
 * transcript of a new script.
 */
const TRANSCRIPTS = JSON.parse(readFileSync(join(__dirname, 'protocol-transcripts.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

describeOnBrokers('a broker says word for word what nats-server says', (kind) => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await kind.start(users, limits);
  });
  afterAll(() => broker.stop());

  test.each(Object.entries(SCRIPTS))('to %s', async (script, steps) => {
    expect(await perform(broker, steps)).toEqual(TRANSCRIPTS[script]);
  });
});
