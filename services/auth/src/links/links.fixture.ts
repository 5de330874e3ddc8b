import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'jsonwebtoken';
import type { SignedIn } from '#contracts/auth/signed-in';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import { eventually } from '#libs/testing/eventually';
import type { TestAuth } from '../auth.fixture';
import { auth as definition } from '../auth.service';

/** The mails of auth, as their readers find them. */
export class Mailbox {
  private readonly texts: string[] = [];

  static async of(auth: TestAuth): Promise<Mailbox> {
    const mailbox = new Mailbox();
    const mails = definition.features.flatMap(({ mails: declared = [] }) => declared);
    const reading = async (path: string) =>
      void mailbox.texts.push((await readFile(path, 'utf8')).replaceAll('=\r\n', '').replaceAll('=3D', '='));
    await auth.openMails(mails, await mkdtemp(join(tmpdir(), 'mails-')), (path) => void reading(path));
    return mailbox;
  }

  to(address: string, subject = ''): readonly string[] {
    return this.texts.filter((text) => text.includes(`<${address}>`) && text.includes(`Subject: ${subject}`));
  }

  /** Waits for so many mails to an address; the last of them. */
  async last(address: string, subject: string, count = 1): Promise<string> {
    await eventually(() => this.to(address, subject).length >= count, { timeoutMs: 10_000 });
    return this.to(address, subject).at(-1) ?? '';
  }

  /** The token of the link in the last of so many mails. */
  async token(address: string, subject: string, count = 1): Promise<string> {
    return tokenIn(await this.last(address, subject, count));
  }
}

function tokenIn(text: string): string {
  return /#token=([\w-]+)/.exec(text)?.[1] ?? '';
}

interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly org?: string;
  readonly mid?: string;
  readonly bound?: true;
}

export function claimsOf({ accessToken }: { readonly accessToken?: string }): Claims & Record<string, unknown> {
  return decode(accessToken ?? '') as Claims & Record<string, unknown>;
}

/** The context of a request with an access token. */
export function asBearer(signedIn: Pick<SignedIn, 'accessToken'>): Partial<CommandContext> {
  const { sub, sid, org, mid, bound } = claimsOf(signedIn);
  return {
    tenantId: org ?? PLATFORM,
    sessionId: sid,
    actor: { id: mid ?? sub, accountId: sub, type: 'user', roles: [], ...(bound && { isBound: bound }) },
  };
}

/** The context of a request without a token. */
export const ANONYMOUS: Partial<CommandContext> = { actor: { id: 'service:gateway', type: 'service', roles: [] } };
