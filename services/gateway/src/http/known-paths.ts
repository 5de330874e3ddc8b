import { allContracts } from '#contracts/catalogue';
import { STREAM_PATH } from '#contracts/declare/live-topic';
import { API_BASE } from '#contracts/declare/contract';
import { declaredImports } from '#contracts/declare/import-declaration';
import { CALENDAR_PATH } from '#contracts/documents/openapi-calendar';
import {
  REPORT_UNSUBSCRIPTION_PAGE,
  REPORT_UNSUBSCRIPTION_PATH,
} from '#contracts/documents/openapi-report-unsubscription';
import { OPERATIONAL_PATHS } from '#contracts/documents/openapi-operational';

const MAX_PATH = 2_000;

/** The methods of a path, sorted, whatever its parameters are; undefined for a path that leads nowhere. */
export function methodsAt(): (url: string) => readonly string[] | undefined {
  const known = knownPaths();
  return (url) => {
    const path = url.split('?', 1)[0] as string;
    if (path.length > MAX_PATH) return undefined;
    // A segment may be both a parameter and a word: `items/{itemId}` and `items/import`.
    const methods = known.flatMap(({ pattern, methods: allowed }) => (pattern.test(path) ? allowed : []));
    return methods.length > 0 ? [...new Set(methods)].toSorted() : undefined;
  };
}

function knownPaths() {
  const methods = new Map<string, Set<string>>();
  const add = (path: string, method: string) => {
    const known = methods.get(path) ?? new Set(['OPTIONS']);
    methods.set(path, known.add(method));
    if (method === 'GET') known.add('HEAD');
  };
  for (const { route } of allContracts()) if (route) add(route.path, route.method);
  add(REPORT_UNSUBSCRIPTION_PATH, 'POST');
  for (const { path } of declaredImports()) if (path) add(`${API_BASE}${path}`, 'POST');
  const pages = [REPORT_UNSUBSCRIPTION_PAGE, `${REPORT_UNSUBSCRIPTION_PAGE}/page.js`];
  for (const path of [STREAM_PATH, CALENDAR_PATH, ...pages, ...Object.keys(OPERATIONAL_PATHS)]) add(path, 'GET');
  return [...methods].map(([path, allowed]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    methods: [...allowed],
  }));
}
