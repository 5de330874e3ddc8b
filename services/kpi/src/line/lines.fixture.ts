import type { Lines } from './line';

/** Lines of these ids, as facts of a decision. */
export function linesNamed(...ids: readonly string[]): Lines {
  const line = { name: '', locationId: null, area: null, constraint: false, revision: 0 };
  return {
    byId: new Map(ids.map((id, at) => [id, { ...line, code: `L-${at}` }])),
    idByCode: new Map(ids.map((id, at) => [`l-${at}`, id])),
  };
}
