import { type ImportKind, type OpenImports, importsMigrations, openImports } from '#libs/imports';
import type { HostedService, Mechanism, MechanismGiven } from './mechanism';

export const importMechanism: Mechanism = {
  name: 'imports',
  migrations: importsMigrations,
  open(given) {
    const opened = new Map<string, OpenImports>();
    for (const hosted of given.services) {
      const kinds = hosted.definition.features.flatMap(({ imports = [] }) => imports);
      if (kinds.length > 0) opened.set(hosted.definition.name, importsOf(hosted, kinds, given));
    }
    return {
      // The rows of a chunk under way stood in its plan.
      personalStores: [{ name: 'imports', erase: () => Promise.resolve(), tables: ['imports.job'] }],
      provides: (service) => {
        const imports = opened.get(service)?.imports;
        return imports ? { imports } : {};
      },
      start: () => {
        for (const each of opened.values()) each.start();
      },
      stop: async () => {
        await Promise.all([...opened.values()].map((each) => each.stop()));
      },
      gauges: () =>
        Promise.all(
          [...opened].map(async ([service, each]) => ({
            name: 'imports_waiting',
            help: 'Imports that are to be carried out',
            labels: { service },
            value: (await each.gauges())['opsledger_imports_waiting'] ?? 0,
          })),
        ),
    };
  },
};

function importsOf(
  { definition: { name: service }, parts, dispatcher }: HostedService,
  kinds: readonly ImportKind[],
  { platform, onFault }: MechanismGiven,
): OpenImports {
  const { storage, commands, codec, log, progress } = parts;
  if (!storage) throw new TypeError('imports are opened after storage');
  return openImports({
    pool: platform.projectorPool,
    onFault: (error) => onFault(`an import of ${service} met a fault`, error),
    parts: {
      service,
      kinds,
      storage,
      commands,
      codec,
      log,
      reads: parts.tenantReader,
      waitFor: (...asked) => progress.waitFor(...asked),
      execute: (...command) => dispatcher().dispatch(...command) as Promise<{ readonly answer: object }>,
      check: (...command) => dispatcher().check(...command),
    },
  });
}
