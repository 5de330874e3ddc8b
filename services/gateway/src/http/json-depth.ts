/** Objects and arrays within each other; no request needs more than half as many. */
export const MAX_DEPTH = 32;

/** A string, whose content does not count, or a character that opens or closes. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;

/** Whether objects and arrays of a text nest deeper than requests may. It is read before it is parsed. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
