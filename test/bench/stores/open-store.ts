import type { StoreName } from '../tasks/task';
import { openBareTable } from './bare-table';
import { openEmmett } from './emmett';
import { openOurs } from './ours';
import type { BenchStore } from './store';

const OPEN: Readonly<Record<StoreName, (url: string) => Promise<BenchStore>>> = {
  bare: openBareTable,
  emmett: openEmmett,
  ours: openOurs,
};

export function openStore(name: StoreName, url: string): Promise<BenchStore> {
  return OPEN[name](url);
}
