/** A PUB or HPUB whose payload has arrived: bytes `start` to `end` of `buffer`, the first `headerSize` of them headers. */
export interface Publication {
  readonly subject: string;
  readonly reply: string | undefined;
  /** -1 for a message without headers (PUB). */
  readonly headerSize: number;
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes a client's operations, in order. Text is one character per byte (latin1), so that any bytes pass through
 * unchanged. Each method may close the connection; the parser then stops (`isClosed`).
 */
export interface ProtocolSink {
  readonly isClosed: boolean;
  /** Only CONNECT is accepted. */
  readonly awaitsConnect: boolean;
  readonly maxControlLine: number;
  connect(json: string): void;
  /** The head of a PUB or HPUB, before its payload. False: the connection was closed. */
  announce(subject: string, headerSize: number, size: number): boolean;
  publish(publication: Publication): void;
  subscribe(subject: string, queue: string | undefined, sid: string): void;
  unsubscribe(sid: string, max: number): void;
  ping(): void;
  pong(): void;
  /** The client reports an error of its own and is done. */
  fail(message: string): void;
  /** Malformed: an unknown operation, or a payload that does not end where it says. */
  unknownOperation(): void;
  /** Malformed: an operation with wrong arguments. */
  badArguments(operation: string): void;
  notAuthorized(): void;
  controlLineTooLong(): void;
}

interface Head {
  readonly subject: string;
  readonly reply: string | undefined;
  readonly headerSize: number;
  readonly size: number;
}

const NEWLINE = 10;
const RETURN = 13;
const OPERATIONS = ['PUB', 'HPUB', 'SUB', 'UNSUB', 'PING', 'PONG', 'CONNECT', 'INFO', '+OK', '-ERR'] as const;
type Operation = (typeof OPERATIONS)[number];
/** These end their line, whatever follows their name. */
const BARE: ReadonlySet<Operation> = new Set(['PING', 'PONG', '+OK']);
const NO_OPERATION = -1;

/** Room for the operation's name and the spaces after it. */
const NAME_ALLOWANCE = 64;

/**
 * Reads the NATS client protocol from a stream of bytes in any fragments. A whole line or message inside one fragment
 * is read in place; only split ones are copied.
 */
export class ProtocolParser {
  /** The beginning of an incomplete line. */
  private line = '';
  private head: Head | undefined;
  /** The payload of `head` and its CRLF, as far as received. */
  private payload: Buffer | undefined;
  private filled = 0;

  constructor(private readonly sink: ProtocolSink) {}

  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.sink.isClosed) {
      at = this.head ? this.readPayload(this.head, chunk, at) : this.readLine(chunk, at);
    }
  }

  private readLine(chunk: Buffer, at: number): number {
    if (this.line === '' && this.sink.awaitsConnect && !isLetterC(chunk[at] as number)) {
      this.sink.notAuthorized();
      return chunk.length;
    }
    const newline = chunk.indexOf(NEWLINE, at);
    if (newline < 0) {
      this.line += chunk.toString('latin1', at);
      this.checkBeginning();
      return chunk.length;
    }
    const end = newline > at && chunk[newline - 1] === RETURN ? newline - 1 : newline;
    let line = chunk.toString('latin1', at, end);
    if (this.line !== '') {
      line = this.line + line;
      if (end === at && line.endsWith('\r')) line = line.slice(0, -1);
      this.line = '';
    }
    this.readOperation(line);
    return newline + 1;
  }

  /** Refuses a line before its end when it can become no operation, or is too long. */
  private checkBeginning(): void {
    const { line, sink } = this;
    if (!OPERATIONS.some((operation) => couldBecome(line, operation))) sink.unknownOperation();
    else if (line.length > sink.maxControlLine + NAME_ALLOWANCE) sink.controlLineTooLong();
  }

  private readOperation(line: string): void {
    const operation = operationOf(line);
    if (operation === undefined) {
      this.sink.unknownOperation();
      return;
    }
    const start = argumentsStart(line, operation);
    const { maxControlLine } = this.sink;
    if (start === NO_OPERATION) {
      this.sink.unknownOperation();
    } else if (line.length - start > maxControlLine || line.length > maxControlLine + NAME_ALLOWANCE) {
      this.sink.controlLineTooLong();
    } else this.dispatch(operation, line, start);
  }

  private dispatch(operation: Operation, line: string, start: number): void {
    switch (operation) {
      case 'PUB':
      case 'HPUB':
        return this.readHead(operation, line, start);
      case 'SUB':
        return this.readSubscription(line, start);
      case 'UNSUB':
        return this.readUnsubscription(line, start);
      case 'PING':
        return this.sink.ping();
      case 'PONG':
        return this.sink.pong();
      case 'CONNECT':
        return this.sink.connect(line.slice(start));
      case '-ERR':
        return this.sink.fail(line.slice(start));
      // A client sends +OK and INFO without effect.
      case '+OK':
      case 'INFO':
    }
  }

  private readHead(operation: 'PUB' | 'HPUB', line: string, start: number): void {
    const given = split(line, start);
    const sizes = operation === 'PUB' ? 1 : 2;
    const subject = given[0];
    const hasReply = given.length === sizes + 2;
    const size = parseSize(given[given.length - 1]);
    const headerSize = operation === 'PUB' ? -1 : parseSize(given[given.length - 2]);
    const counts = hasReply || given.length === sizes + 1;
    const wrongHeader = operation === 'HPUB' && (headerSize < 0 || headerSize > size);
    if (!subject || !counts || size < 0 || wrongHeader || line.includes('\r', start)) {
      this.sink.badArguments(operation);
    } else if (this.sink.announce(subject, headerSize, size)) {
      this.head = { subject, reply: hasReply ? given[1] : undefined, headerSize, size };
    }
  }

  private readSubscription(line: string, start: number): void {
    const given = split(line, start);
    const [subject, second, third] = given;
    if (!subject || !second || given.length > 3 || line.includes('\r', start)) this.sink.badArguments('SUB');
    else if (third === undefined) this.sink.subscribe(subject, undefined, second);
    else this.sink.subscribe(subject, second, third);
  }

  private readUnsubscription(line: string, start: number): void {
    const given = split(line, start);
    const [sid, max] = given;
    if (!sid || given.length > 2) this.sink.badArguments('UNSUB');
    else this.sink.unsubscribe(sid, max === undefined ? -1 : parseSize(max));
  }

  private readPayload(head: Head, chunk: Buffer, at: number): number {
    const end = at + head.size;
    if (!this.payload && end + 2 <= chunk.length) {
      this.complete(head, chunk, at);
      return end + 2;
    }
    this.payload ??= Buffer.allocUnsafe(head.size + 2);
    const taken = chunk.copy(this.payload, this.filled, at);
    this.filled += taken;
    if (this.filled === head.size + 2) this.complete(head, this.payload, 0);
    else if (this.filled === head.size + 1 && this.payload[head.size] !== RETURN) this.sink.unknownOperation();
    return at + taken;
  }

  private complete(head: Head, buffer: Buffer, start: number): void {
    const end = start + head.size;
    this.head = undefined;
    this.payload = undefined;
    this.filled = 0;
    if (buffer[end] !== RETURN || buffer[end + 1] !== NEWLINE) this.sink.unknownOperation();
    else {
      const { subject, reply, headerSize } = head;
      this.sink.publish({ subject, reply, headerSize, buffer, start, end });
    }
  }
}

function isLetterC(byte: number): boolean {
  return byte === 0x43 || byte === 0x63;
}

function operationOf(line: string): Operation | undefined {
  return OPERATIONS.find((operation) => begins(line, operation));
}

/** Operations are read in either case. */
function begins(line: string, operation: Operation): boolean {
  return line.startsWith(operation) || line.slice(0, operation.length).toUpperCase() === operation;
}

function couldBecome(beginning: string, operation: Operation): boolean {
  if (beginning.length <= operation.length) return operation.startsWith(beginning.toUpperCase());
  return begins(beginning, operation) && argumentsStart(beginning, operation) !== NO_OPERATION;
}

/** The start of the arguments; `NO_OPERATION` when the name runs on (`PUBLISH`). */
function argumentsStart(line: string, operation: Operation): number {
  let at = operation.length;
  if (BARE.has(operation)) return at;
  if (operation !== 'CONNECT' && !isSpace(line.charCodeAt(at))) return NO_OPERATION;
  while (isSpace(line.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

function split(line: string, start: number): string[] {
  const parts: string[] = [];
  let from = -1;
  for (let at = start; at < line.length; at++) {
    if (isSpace(line.charCodeAt(at))) {
      if (from >= 0) parts.push(line.slice(from, at));
      from = -1;
    } else if (from < 0) {
      from = at;
    }
  }
  if (from >= 0) parts.push(line.slice(from));
  return parts;
}

/** At most nine digits; -1 for anything else. */
function parseSize(text = ''): number {
  if (text === '' || text.length > 9) return -1;
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    size = size * 10 + digit;
  }
  return size;
}
