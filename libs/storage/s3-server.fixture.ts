import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The S3 calls in use, in memory. It requires a signature without verifying it. */
export class FakeS3 {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  /** The number of requests so far. */
  asked = 0;
  /** The address that it leads every request to. */
  leadsTo: string | undefined;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  static async open(): Promise<FakeS3> {
    const fake = new FakeS3();
    await new Promise<void>((resolve) => {
      fake.server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get options() {
    const { port } = this.server.address() as AddressInfo;
    return { endpoint: `http://127.0.0.1:${port}`, bucket: 'files', accessKey: 'key', secretKey: 'secret' };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked++;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (this.leadsTo !== undefined) {
      response.writeHead(307, { location: `${this.leadsTo}${request.url}` }).end();
      return;
    }
    const url = new URL(request.url ?? '', 'http://s3');
    const [status, body, etag] = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')
      ? this.carryOut(request.method ?? '', url, Buffer.concat(pieces))
      : [403, ''];
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isPart = from > 0 && status === 200;
    const isPast = isPart && from >= body.length;
    response.writeHead(isPast ? 416 : isPart ? 206 : status, etag ? { etag } : {});
    response.end(isPast ? '' : isPart ? Buffer.from(body).subarray(from) : body);
  }

  private carryOut(method: string, { pathname, searchParams }: URL, body: Buffer): [number, Buffer | string, string?] {
    const uploadId = searchParams.get('uploadId');
    const upload = uploadId === null ? undefined : this.uploads.get(uploadId);
    if (uploadId !== null && !upload) return [404, ''];
    if (upload && method === 'PUT') {
      upload.set(Number(searchParams.get('partNumber')), body);
      return [200, '', `"${createHash('md5').update(body).digest('hex')}"`];
    }
    if (upload && method === 'POST') {
      const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number));
      this.objects.set(pathname, Buffer.concat(numbers.map((number) => upload.get(number) as Buffer)));
    }
    if (uploadId !== null) return [this.uploads.delete(uploadId) ? 200 : 404, ''];
    if (method === 'POST') {
      const made = randomUUID();
      this.uploads.set(made, new Map());
      return [200, `<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`];
    }
    if (method === 'PUT') this.objects.set(pathname, body);
    const found = this.objects.get(pathname);
    if (method === 'DELETE') return [this.objects.delete(pathname) ? 204 : 404, ''];
    return found ? [200, found] : [404, ''];
  }
}
