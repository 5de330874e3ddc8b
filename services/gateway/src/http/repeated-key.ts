/** A string, or a character that opens, closes or separates. Everything else in JSON contains none of these. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The longest step of a pointer, in characters. */
const MAX_STEP = 64;

interface Level {
  /** Undefined in an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index being read. */
  at: string | number;
}

/**
 * The JSON pointer of the first key that an object of the text has twice; undefined if there is none. `JSON.parse`
 * would take the last of the two. The text must be well-formed JSON.
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
