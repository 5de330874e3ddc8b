/** An answer. `body` is parsed JSON, or text when it is not JSON. */
export interface HttpAnswer<Body = never> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A client of the HTTP API, as the bearer of the token. */
export class HttpClient {
  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The access token that it sends, if any. */
  get token(): string {
    return this.headers['authorization']?.replace('Bearer ', '') ?? '';
  }

  /** The same client with a caller's token. */
  as(accessToken: string): HttpClient {
    return this.with({ authorization: `Bearer ${accessToken}` });
  }

  /** The same client, sending these headers too. */
  with(headers: Readonly<Record<string, string>>): HttpClient {
    return new HttpClient(this.url, { ...this.headers, ...headers });
  }

  get<Body = Record<string, never>>(path: string): Promise<HttpAnswer<Body>> {
    return this.request('GET', path);
  }

  post<Body = Record<string, never>>(path: string, body: unknown = {}): Promise<HttpAnswer<Body>> {
    return this.request('POST', path, body);
  }

  put<Body = Record<string, never>>(path: string, body: unknown): Promise<HttpAnswer<Body>> {
    return this.request('PUT', path, body);
  }

  patch<Body = Record<string, never>>(path: string, body: unknown): Promise<HttpAnswer<Body>> {
    return this.request('PATCH', path, body);
  }

  /** A form with a file. */
  async upload<Body = Record<string, never>>(path: string, form: FormData): Promise<HttpAnswer<Body>> {
    const { status, headers, body } = await this.sent('POST', path, form, {});
    return { status, headers, body: body as Body };
  }

  /** Any request; a `string` body is sent unchanged. Paths are under `/api/v1` unless they begin with a slash. */
  async request<Body = Record<string, never>>(method: string, path: string, body?: unknown): Promise<HttpAnswer<Body>> {
    if (body === undefined) return (await this.sent(method, path, undefined, {})) as HttpAnswer<Body>;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return (await this.sent(method, path, text, { 'content-type': 'application/json' })) as HttpAnswer<Body>;
  }

  private async sent(
    method: string,
    path: string,
    body: string | FormData | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer<unknown>> {
    const answer = await fetch(`${this.url}${path.startsWith('/') ? path : `/api/v1/${path}`}`, {
      method,
      headers: { ...headers, ...this.headers },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }
}
