/** Blocks of generated lines within a file that is otherwise written by hand. */

const BEGIN = /^(\s*)(?:#|\/\/) begin generated: (.+?)(?:, by `.*`)?$/;
const END = /^\s*(?:#|\/\/) end generated$/;

/**
 * The text with each block's lines between its markers, indented as its marker is. A block without markers, or markers
 * without a block, is a fault.
 *
 * @param {string} text
 * @param {Readonly<Record<string, readonly string[]>>} blocks
 * @returns {{ readonly text: string, readonly faults: readonly string[] }}
 */
export function withBlocks(text, blocks) {
  const found = new Set();
  const faults = [];
  const lines = [];
  let skipping = false;
  for (const line of text.split('\n')) {
    const [, indent, name] = BEGIN.exec(line) ?? [];
    if (END.test(line)) skipping = false;
    if (!skipping) lines.push(line);
    if (name === undefined) continue;
    skipping = true;
    found.add(name);
    if (blocks[name]) lines.push(...blocks[name].map((each) => (each === '' ? '' : `${indent}${each}`)));
    else faults.push(`has a generated block "${name}", which nothing generates`);
  }
  if (skipping) faults.push('has a generated block without an end');
  for (const name of Object.keys(blocks)) {
    if (!found.has(name)) faults.push(`lacks the line "begin generated: ${name}"`);
  }
  return { text: lines.join('\n'), faults };
}

/**
 * The differences, a sentence for each line: missing lines first.
 *
 * @param {string} actual
 * @param {string} expected
 * @returns {string[]}
 */
export function differences(actual, expected) {
  const count = (text) => {
    const counts = new Map();
    for (const line of text.split('\n')) counts.set(line.trim(), (counts.get(line.trim()) ?? 0) + 1);
    return counts;
  };
  const [has, wants] = [count(actual), count(expected)];
  const more = (counts, than) => [...counts].filter(([line, times]) => times > (than.get(line) ?? 0));
  const told = [
    ...more(wants, has).map(([line]) => `lacks the line: ${line}`),
    ...more(has, wants).map(([line]) => `has a line of no service: ${line}`),
  ];
  return told.length > 0 || actual === expected ? told : ['has its generated lines in another order'];
}
