import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { ProjectionOperations } from '#libs/projections';
import { withOperators, withProjections } from './operator-projections';
import type { Output } from './output';
import { ProgressBar } from './progress-bar';
import { serviceNames } from './service-tree';
import { WrongUse } from './wrong-use';

/** An operation that is answered at once. */
export type SimpleOperation = 'pause' | 'resume' | 'cancel' | 'promote' | 'rollback' | 'drop';

const COLUMNS = ['name', 'service', 'version', 'state', 'lagEvents', 'lagSeconds', 'rate', 'parked', 'rebuild'];

export function printProjections(service: string | undefined, to: Output): Promise<void> {
  const known = serviceNames();
  if (service !== undefined && !known.includes(service)) {
    throw new WrongUse(`There is no service ${service}. There are: ${known.join(', ')}.`);
  }
  return withProjections(async (operations) => {
    to.rows((await operations.list(service)).map(to.forPeople ? summary : whole), COLUMNS);
  });
}

export function showProjection(name: string, checksum: boolean, to: Output): Promise<void> {
  return withProjections(async (operations) => to.one(await operations.status(name, { checksum })));
}

export function operate(operation: SimpleOperation, name: string, to: Output): Promise<void> {
  return withOperators(async (operate) => to.one(await operate({ operation, name })));
}

/** One after the other, each to its end; the first failure ends it. */
export function rebuildProjections(
  names: readonly string[],
  { all, promote }: { readonly all: boolean; readonly promote: boolean },
  to: Output,
): Promise<void> {
  if (all === names.length > 0) throw new WrongUse('Name the projections to rebuild, or say --all.');
  return withOperators(async (operate, { operations }) => {
    const wanted = all ? (await operations.list()).map(({ name }) => name) : names;
    const rebuilt: ProjectionStatus[] = [];
    for (const name of wanted) {
      await operate({ operation: 'rebuild', name, promote });
      rebuilt.push(await watchRebuild(operations, name));
    }
    to.rows(rebuilt.map(to.forPeople ? summary : whole), COLUMNS);
  });
}

async function watchRebuild(operations: ProjectionOperations, name: string): Promise<ProjectionStatus> {
  const bar = new ProgressBar(name);
  try {
    return await operations.rebuilt(name, ({ rebuild: running }) => {
      if (!running) return;
      const left = running.eta === null ? '' : `, ${Math.ceil(running.eta)} s left`;
      bar.update(running.progress, `${Math.round(running.rate)} events/s${left}`);
    });
  } finally {
    bar.finish();
  }
}

const whole = (status: ProjectionStatus): object => status;

/** A row that fits a terminal. */
function summary(status: ProjectionStatus): object {
  const { rebuild: running } = status;
  return { ...status, rebuild: running && `${running.state} ${(running.progress * 100).toFixed(0)} %` };
}
