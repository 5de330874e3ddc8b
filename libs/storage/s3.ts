import { AwsClient } from 'aws4fetch';
import { BlobMissing, pathOf, type BlobKey, type Blobs } from './blobs';

export interface S3Options {
  /** `https://s3.eu-central-1.amazonaws.com`, `http://minio:9000`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Default `us-east-1`, which servers other than Amazon's take. */
  readonly region?: string;
  /** The size of one part; only the last may be smaller than S3's minimum. Default 8 MiB. */
  readonly partBytes?: number;
  /** The time-out of a request, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

/** An unexpected answer of S3. Holds no part of the request, which is signed. */
export class S3Failed extends Error {
  override readonly name = 'S3Failed';
  constructor(
    readonly operation: string,
    readonly status: number,
  ) {
    super(`S3 answered ${status} to ${operation}`);
  }
}

const PART_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * Bytes in a bucket, path-style. One part is one PUT; more is a multipart upload, which appears as a whole when it is
 * completed and is aborted when the stream fails. The parts of a killed upload are left to the bucket's lifecycle rule
 * (`AbortIncompleteMultipartUpload`).
 */
export class S3Blobs implements Blobs {
  private readonly client: AwsClient;
  private readonly partBytes: number;

  constructor(private readonly options: S3Options) {
    const { accessKey, secretKey, region = 'us-east-1' } = options;
    this.client = new AwsClient({ accessKeyId: accessKey, secretAccessKey: secretKey, region, service: 's3' });
    this.partBytes = options.partBytes ?? PART_BYTES;
  }

  async write(key: BlobKey, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const parts = partsOf(bytes, this.partBytes)[Symbol.asyncIterator]();
    const first = await parts.next();
    const second = first.done ? first : await parts.next();
    if (second.done) {
      await this.expect('PutObject', key, { method: 'PUT', body: first.done ? new Uint8Array() : first.value });
      return;
    }
    await this.writeInParts(key, [first.value as Uint8Array<ArrayBuffer>, second.value], parts);
  }

  async read(key: BlobKey, from = 0): Promise<AsyncIterable<Uint8Array>> {
    const range = from > 0 && { headers: { range: `bytes=${from}-` } };
    const response = await this.send(key, { method: 'GET', ...range });
    if (response.status === 404) {
      await response.body?.cancel();
      throw new BlobMissing(`no S3 object for object ${key.id}`);
    }
    // No byte is left from there on.
    if (response.status === 416) {
      await response.body?.cancel();
      return noBytes();
    }
    // A store without ranges would answer with the whole.
    if (from > 0 && response.status !== 206) {
      await response.body?.cancel();
      throw new S3Failed('GetObject', response.status);
    }
    if (!response.ok || !response.body) throw new S3Failed('GetObject', response.status);
    return response.body;
  }

  async remove(key: BlobKey): Promise<void> {
    const response = await this.send(key, { method: 'DELETE' });
    await response.body?.cancel();
    if (!response.ok && response.status !== 404) throw new S3Failed('DeleteObject', response.status);
  }

  private async writeInParts(
    key: BlobKey,
    read: readonly Uint8Array<ArrayBuffer>[],
    rest: AsyncIterator<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    const uploadId = tagIn(
      await this.expect('CreateMultipartUpload', key, { method: 'POST' }, '?uploads='),
      'UploadId',
    );
    const at = `?uploadId=${encodeURIComponent(uploadId)}`;
    try {
      const tags: string[] = [];
      const put = async (body: Uint8Array<ArrayBuffer>) => {
        const query = `${at}&partNumber=${tags.length + 1}`;
        const response = await this.send(key, { method: 'PUT', body }, query);
        await response.body?.cancel();
        const tag = response.headers.get('etag');
        if (!response.ok || tag === null) throw new S3Failed('UploadPart', response.status);
        tags.push(tag);
      };
      for (const part of read) await put(part);
      for (let next = await rest.next(); !next.done; next = await rest.next()) await put(next.value);
      const listed = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
      const body = `<CompleteMultipartUpload>${listed}</CompleteMultipartUpload>`;
      const answer = await this.expect('CompleteMultipartUpload', key, { method: 'POST', body }, at);
      // S3 answers 200 before it is done, and may still report a failure.
      if (answer.includes('<Error>')) throw new S3Failed('CompleteMultipartUpload', 500);
    } catch (error) {
      // The first fault is the one to report; remaining parts are left to the lifecycle rule.
      await this.send(key, { method: 'DELETE' }, at).then(
        (response) => response.body?.cancel(),
        () => undefined,
      );
      throw error;
    }
  }

  private async expect(operation: string, key: BlobKey, init: RequestInit, query = ''): Promise<string> {
    const response = await this.send(key, init, query);
    const text = await response.text();
    if (!response.ok) throw new S3Failed(operation, response.status);
    return text;
  }

  private send(key: BlobKey, init: RequestInit, query = ''): Promise<Response> {
    const { endpoint, bucket, timeoutMs = TIMEOUT_MS } = this.options;
    const signal = AbortSignal.timeout(timeoutMs);
    const address = `${endpoint.replace(/\/$/, '')}/${bucket}/${pathOf(key)}${query}`;
    // A redirect would lead to a server that no setting names.
    return this.client.fetch(address, { ...init, signal, redirect: 'error' });
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** The stream in pieces of one size, the last one smaller. */
async function* partsOf(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    held.push(piece);
    length += piece.length;
    if (length < size) continue;
    const whole = Buffer.concat(held);
    let from = 0;
    for (; whole.length - from >= size; from += size) yield new Uint8Array(whole.subarray(from, from + size));
    held = [whole.subarray(from)];
    length = whole.length - from;
  }
  if (length > 0) yield new Uint8Array(Buffer.concat(held));
}

function tagIn(xml: string, tag: string): string {
  const [, value] = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml) ?? [];
  if (value === undefined) throw new S3Failed(`CreateMultipartUpload without ${tag}`, 200);
  return value;
}
