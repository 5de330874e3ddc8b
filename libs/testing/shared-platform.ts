import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpClient } from './http-client';
import { OpsLedgerProcess, databaseUrlOf } from './opsledger-process';

/** The environment variable in which the global set-up leaves the shared platform's address. */
const TEST_PLATFORM = 'OPSLEDGER_TEST_PLATFORM';

declare global {
  var stopSharedPlatform: (() => Promise<void>) | undefined;
}

interface Place {
  readonly url: string;
  readonly dataDir: string;
}

/** A running platform that other spec files use at the same time. They may not stop, kill or configure it. */
export interface SharedPlatform {
  readonly url: string;
  readonly http: HttpClient;
  /** For reads past the API. */
  databaseUrl(): Promise<string>;
  /** The texts of the mails that were sent to an address. */
  mailsTo(address: string): Promise<readonly string[]>;
}

/** The platform of this test run. Each file creates organisations of its own in it. */
export function sharedPlatform(): SharedPlatform {
  const text = process.env[TEST_PLATFORM];
  if (!text) throw new Error('no shared platform: end-to-end tests run through the `e2e` jest project');
  const { url, dataDir } = JSON.parse(text) as Place;
  return {
    url,
    http: new HttpClient(url),
    databaseUrl: () => databaseUrlOf(dataDir),
    mailsTo: (address) => mailsOf(dataDir, address),
  };
}

/** The texts of the mails to an address: without a mail server each is a file. */
export async function mailsOf(dataDir: string, address: string): Promise<readonly string[]> {
  return (await mailsIn(dataDir)).filter((mail) => mail.includes(`<${address}>`));
}

async function mailsIn(dataDir: string): Promise<readonly string[]> {
  const directory = join(dataDir, 'var', 'mail');
  const names = await readdir(directory).catch(() => []);
  return Promise.all(
    names.filter((name) => name.endsWith('.eml')).map((name) => readFile(join(directory, name), 'utf8')),
  );
}

/** For the global set-up of the `e2e` project. */
export async function startSharedPlatform(): Promise<void> {
  if (globalThis.stopSharedPlatform) return;
  const platform = await OpsLedgerProcess.start({ ORGANIZATION_LIMIT: '10000' });
  globalThis.stopSharedPlatform = () => platform.remove();
  process.env[TEST_PLATFORM] = JSON.stringify({ url: platform.url, dataDir: platform.dataDir } satisfies Place);
}
