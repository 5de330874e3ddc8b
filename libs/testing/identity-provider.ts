import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A person at a provider, and what the provider says of their sign-in. */
export interface TestPerson {
  readonly sub: string;
  /** RFC 8176. */
  readonly amr?: readonly string[];
  /** They do not consent. */
  readonly refuses?: true;
}

const MOST_STEPS = 12;

/** A provider of OpenID Connect, in a process of its own. It asserts the address `<sub>@example.org` of everybody. */
export class TestIdentityProvider {
  private constructor(
    private readonly child: ChildProcess,
    private readonly redirectUri: string,
    readonly issuer: string,
    readonly clientSecret: string,
  ) {}

  readonly clientId = 'opsledger';

  static async start(redirectUri: string): Promise<TestIdentityProvider> {
    const secret = 'a secret that this client has with its provider';
    const args = ['opsledger', secret, redirectUri];
    const child = fork(join(__dirname, 'oidc-provider.mjs'), args, { execArgv: [], stdio: 'ignore' });
    const ended = new AbortController();
    child.once('exit', () => ended.abort(new Error('the provider ended before it had started')));
    const [issuer] = (await once(child, 'message', { signal: ended.signal })) as [string];
    return new TestIdentityProvider(child, redirectUri, issuer, secret);
  }

  /** The settings of an organisation that trusts it. */
  get settings(): { readonly issuer: string; readonly clientId: string; readonly clientSecret: string } {
    const { issuer, clientId, clientSecret } = this;
    return { issuer, clientId, clientSecret };
  }

  /** From then on its ID tokens have a wrong signature, or its answers are too large. */
  lie(about: 'signature' | 'size'): void {
    this.child.send(about);
  }

  /** Signs a person in as their browser does, with no session there before; returns the address of the callback. */
  async signIn(address: string, person: TestPerson): Promise<URL> {
    const cookies = new Map<string, string>();
    let at = new URL(address);
    for (let step = 0; step < MOST_STEPS; step++) {
      if (at.href.startsWith(this.redirectUri)) return at;
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { cookie, 'x-test-person': JSON.stringify(person) };
      const answer = await fetch(at, { redirect: 'manual', headers });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const next = answer.headers.get('location');
      if (next === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
      at = new URL(next, at);
    }
    throw new Error('the provider leads in circles');
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}
