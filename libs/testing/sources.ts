import { join } from 'node:path';

/** Arguments of `node` for a child process that runs our sources. */
export const SOURCES: readonly string[] = ['--conditions=source', '--require', join(__dirname, 'run-sources.cjs')];
