/** A message of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventStreamOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of a stream of server-sent events: reads as fast as it is asked, and no faster. */
export class EventStream {
  /** A client sends it back to resume after a cut. */
  lastEventId = '';
  private readonly decoder = new TextDecoder();
  private text = '';

  private constructor(
    readonly response: Response,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly cut: AbortController,
  ) {}

  /** @throws Error for an answer that is no stream */
  static async open(url: string, { token, headers = {} }: EventStreamOptions = {}): Promise<EventStream> {
    const cut = new AbortController();
    const authorization = token !== undefined && { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers: { ...headers, ...authorization }, signal: cut.signal });
    if (response.status !== 200 || !response.body) throw new Error(`${response.status} ${await response.text()}`);
    return new EventStream(response, response.body.getReader(), cut);
  }

  /** The next message; undefined when the stream has ended or was cut. */
  async next(): Promise<ServerSentEvent | undefined> {
    for (;;) {
      const frame = this.frame();
      const message = frame === undefined ? undefined : this.messageIn(frame);
      if (message) return message;
      if (frame !== undefined) continue;
      const { done, value } = await this.reader.read().catch(() => ({ done: true, value: undefined }));
      if (done) return undefined;
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  /** The next messages, as many as are asked for. */
  async take(count: number): Promise<readonly ServerSentEvent[]> {
    const taken: ServerSentEvent[] = [];
    while (taken.length < count) {
      const message = await this.next();
      if (!message) throw new Error(`the stream ended after ${taken.length} of ${count} messages`);
      taken.push(message);
    }
    return taken;
  }

  /** The messages until the stream ends by itself. */
  async rest(): Promise<readonly ServerSentEvent[]> {
    const rest: ServerSentEvent[] = [];
    for (let message = await this.next(); message; message = await this.next()) rest.push(message);
    return rest;
  }

  close(): void {
    this.cut.abort();
  }

  private frame(): string | undefined {
    const end = this.text.indexOf('\n\n');
    if (end < 0) return undefined;
    const frame = this.text.slice(0, end);
    this.text = this.text.slice(end + 2);
    return frame;
  }

  private messageIn(frame: string): ServerSentEvent | undefined {
    const fields = new Map(
      frame.split('\n').map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
      }),
    );
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    const data = fields.get('data');
    if (data === undefined) return undefined;
    const parsed = JSON.parse(data) as ServerSentEvent['data'];
    return { id: this.lastEventId, event: fields.get('event') ?? 'message', data: parsed };
  }
}
