/** A string, or what opens, closes or separates. All else of JSON holds none of these. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Of a step of a pointer, in characters. */
const MAX_STEP = 64;

interface Level {
  /** Undefined in an array. */
  readonly keys: Set<string> | undefined;
  /** The key, or the index, that is being read. */
  at: string | number;
}

/**
 * The JSON pointer of the first key that an object of the text has twice, of which `JSON.parse` takes the last;
 * undefined where there is none. The text must be well-formed JSON.
 */
export function repeatedKey(text: string): string | undefined {
  const levels: Level[] = [];
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ keys: new Set(), at: '' });
    else if (token === '[') levels.push({ keys: undefined, at: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && typeof level?.at === 'number') level.at++;
    else if (token.startsWith('"') && level?.keys && before !== ':') {
      level.at = JSON.parse(token) as string;
      if (level.keys.has(level.at)) return pointerTo(levels);
      level.keys.add(level.at);
    }
    before = token;
  }
  return undefined;
}

function pointerTo(levels: readonly Level[]): string {
  return levels
    .map(({ at }) => `/${String(at).slice(0, MAX_STEP).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
