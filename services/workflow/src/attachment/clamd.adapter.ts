import { connect, type Socket } from 'node:net';
import { DomainError } from '#contracts/errors';

export interface ClamdOptions {
  /** `tcp://clamd:3310`. */
  readonly url: string;
  readonly timeoutMs: number;
}

/**
 * Asks clamd about a stream of bytes (`INSTREAM`: pieces after their length in four bytes, a length of zero at the end).
 * It fails closed. @throws DomainError `SERVICE_UNAVAILABLE` for any answer but the two
 */
export async function scanWithClamd(
  bytes: AsyncIterable<Uint8Array>,
  { url, timeoutMs }: ClamdOptions,
): Promise<'clean' | 'infected'> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port || '3310') });
  try {
    const answer = await answerOf(socket, bytes, timeoutMs);
    if (answer.endsWith(': OK')) return 'clean';
    if (answer.endsWith(' FOUND')) return 'infected';
    throw unscanned(new Error('clamd gave no verdict'));
  } catch (error) {
    throw error instanceof DomainError ? error : unscanned(error);
  } finally {
    socket.destroy();
  }
}

function unscanned(cause: unknown): DomainError {
  const error = new DomainError('SERVICE_UNAVAILABLE', 'The virus scanner does not answer; try again in a moment');
  error.cause = cause;
  return error;
}

function answerOf(socket: Socket, bytes: AsyncIterable<Uint8Array>, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.setTimeout(Math.max(timeoutMs, 1), () => reject(new Error('clamd took too long')));
    socket.on('error', reject);
    socket.on('data', (piece: Buffer) => (answer += piece.toString('utf8')));
    socket.on('close', () => resolve(answer.replace(/\0.*$/s, '').trim()));
    send(socket, bytes).catch(reject);
  });
}

async function send(socket: Socket, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await written(socket, Buffer.from('zINSTREAM\0'));
  for await (const piece of bytes) {
    if (piece.length > 0) await written(socket, Buffer.concat([lengthOf(piece.length), piece]));
  }
  await written(socket, lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
