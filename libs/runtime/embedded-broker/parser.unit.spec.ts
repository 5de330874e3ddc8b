import fc from 'fast-check';
import { ProtocolParser, type ProtocolSink, type Publication } from './parser';

/** Records its calls; closes where a broker would. */
class Recorder implements ProtocolSink {
  readonly heard: unknown[][] = [];
  readonly maxControlLine = 100;
  isClosed = false;
  awaitsConnect = false;

  connect = (json: string) => this.note('connect', json);
  announce(subject: string, headerSize: number, size: number): boolean {
    this.note('announce', subject, headerSize, size);
    return true;
  }
  publish = ({ buffer, start, end, ...head }: Publication) =>
    this.note('publish', head, buffer.toString('latin1', start, end));
  subscribe = (...given: unknown[]) => this.note('subscribe', ...given);
  unsubscribe = (...given: unknown[]) => this.note('unsubscribe', ...given);
  ping = () => this.note('ping');
  pong = () => this.note('pong');
  fail = (message: string) => this.end('fail', message);
  unknownOperation = () => this.end('unknown operation');
  badArguments = (operation: string) => this.end('bad arguments', operation);
  notAuthorized = () => this.end('not authorized');
  controlLineTooLong = () => this.end('too long');

  private note(...what: unknown[]): void {
    this.heard.push(what);
  }
  private end(...what: unknown[]): void {
    this.note(...what);
    this.isClosed = true;
  }
}

function hear(pieces: readonly Buffer[], awaitsConnect = false): unknown[][] {
  const recorder = new Recorder();
  recorder.awaitsConnect = awaitsConnect;
  const parser = new ProtocolParser(recorder);
  for (const piece of pieces) parser.feed(piece);
  return recorder.heard;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => Buffer.from(bytes.subarray(edges[index], edge)));
}

const token = fc.stringMatching(/^[a-z0-9*>_$-]{1,8}$/);
const subject = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'));
const space = fc.constantFrom(' ', '  ', '\t', ' \t ');
const lineEnd = fc.constantFrom('\r\n', '\n');
const payload = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', 'PUB a 1\r\nx\r\n', '\r\n', '\n', '\r'),
);
const bytesOf = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

const operation = fc.oneof(
  fc
    .tuple(fc.constantFrom('PUB', 'pub', 'Pub'), subject, fc.option(subject), payload, space, lineEnd)
    .map(([name, to, reply, text, gap, end]) => {
      const body = bytesOf(text);
      return `${[name, to, ...(reply ? [reply] : []), body.length].join(gap)}${end}${body}\r\n`;
    }),
  fc.tuple(subject, payload, lineEnd).map(([to, text, end]) => {
    const head = 'NATS/1.0\r\nA: b\r\n\r\n';
    const body = bytesOf(text);
    return `HPUB ${to} ${head.length} ${head.length + body.length}${end}${head}${body}\r\n`;
  }),
  fc.tuple(subject, fc.option(token), fc.nat(99), space, lineEnd).map(([to, queue, sid, gap, end]) => {
    return `${['SUB', to, ...(queue ? [queue] : []), sid].join(gap)}${end}`;
  }),
  fc.tuple(fc.nat(99), fc.option(fc.nat(9)), lineEnd).map(([sid, max, end]) => {
    return `UNSUB ${sid}${max === null ? '' : ` ${max}`}${end}`;
  }),
  fc.constantFrom('PING\r\n', 'PONG\r\n', 'ping\n', '+OK\r\n', 'CONNECT {"a":1}\r\n', 'INFO {}\r\n', 'connect{}\n'),
);
const mistake = fc.constantFrom(
  'HELLO\r\n',
  '\r\n',
  'PUB\r\n',
  'PUB a\r\n',
  'PUB a -1\r\nx\r\n',
  'PUB a 1\r\nxx\r\n',
  'PUB a 1\r\nx\n\n',
  'PUBS a 1\r\n',
  'SUB \r\n',
  'SUB a b c d\r\n',
  'HPUB a 9 3\r\nabc\r\n',
  "-ERR 'no'\r\n",
  `SUB ${'x'.repeat(200)} 1\r\n`,
  'SUB a\rb 1\r\n',
  `PING${'x'.repeat(200)}\r\n`,
  `SUB${' '.repeat(200)}a 1\r\n`,
  `HELLO${'x'.repeat(200)}\r\n`,
);
const stream = fc
  .tuple(fc.array(operation, { maxLength: 8 }), fc.option(mistake), fc.array(operation, { maxLength: 2 }))
  .map(([before, wrong, after]) => Buffer.from([...before, ...(wrong ? [wrong] : []), ...after].join(''), 'latin1'));

it('reads the same from a stream of bytes in any fragments', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (bytes, places) => {
      expect(hear(cut(bytes, places))).toEqual(hear([bytes]));
    }),
    { numRuns: 500 },
  );
});

it('reads the same one byte at a time', () => {
  fc.assert(
    fc.property(stream, (bytes) => {
      expect(hear([...bytes].map((byte) => Buffer.from([byte])))).toEqual(hear([bytes]));
    }),
  );
});

it('never throws, and calls nothing after the first mistake, for any bytes', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 30 }),
          operation.map((text) => Buffer.from(text)),
        ),
      ),
      (pieces) => {
        const heard = hear(pieces.map((piece) => Buffer.from(piece)));
        const closing = heard.findIndex(([what]) =>
          ['fail', 'unknown operation', 'bad arguments', 'not authorized', 'too long'].includes(what as string),
        );
        expect(closing === -1 || closing === heard.length - 1).toBe(true);
      },
    ),
  );
});

it('holds no more of an endless line than a line may have', () => {
  expect(hear([Buffer.from('SUB ')])).toEqual([]);
  expect(hear(Array.from({ length: 100 }, () => Buffer.from('CONNECT x')))).toEqual([['too long']]);
});

it('refuses a beginning that no operation has without waiting for its end', () => {
  for (const beginning of ['X', 'PX', 'PUBS', 'SUBx', 'HPUBL', '+NO', '-X', 'UNSUBx']) {
    expect(hear([Buffer.from(beginning)])).toEqual([['unknown operation']]);
  }
  for (const beginning of ['P', 'PU', 'pub', 'SUB', 'UNSUB ', 'CONN', 'CONNECT{', '+', '-E', 'PINGabc']) {
    expect(hear([Buffer.from(beginning)])).toEqual([]);
  }
});

it('accepts only CONNECT before it', () => {
  expect(hear([Buffer.from('PING\r\n')], true)).toEqual([['not authorized']]);
  expect(hear([Buffer.from('G')], true)).toEqual([['not authorized']]);
  expect(hear([Buffer.from('c')], true)).toEqual([]);
  expect(hear([Buffer.from('CONNECT {}\r\n')], true)).toEqual([['connect', '{}']]);
});
