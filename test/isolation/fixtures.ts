import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

const SERVICES = join(__dirname, '../../services');

/** A fixture with the service whose contracts its ids are for, and its file. */
export interface Found {
  readonly service: string;
  readonly file: string;
  readonly fixture: IsolationFixture;
}

/**
 * The isolation fixtures of all features, found by their name: `services/<service>/src/<feature>/isolation.fixture.ts`.
 * They know their service from outside alone, as everything under `test/` does; `.dependency-cruiser.js` sees to it.
 */
export async function isolationFixtures(): Promise<readonly Found[]> {
  const files = readdirSync(SERVICES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/\\]+[/\\]src[/\\].*\bisolation\.fixture\.ts$/.test(file))
    .sort();
  const found: Found[] = [];
  for (const name of files) {
    const path = join(SERVICES, name);
    const { isolation } = (await import(path)) as { readonly isolation?: IsolationFixture };
    if (!isolation) throw new TypeError(`${path} exports no isolation`);
    found.push({
      service: name.split(/[/\\]/)[0] ?? '',
      file: relative(join(SERVICES, '..'), path),
      fixture: isolation,
    });
  }
  return found;
}
