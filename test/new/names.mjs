/** The forms of a thing's name, all derived from `purchase-order`. */

/** @typedef {ReturnType<typeof namesOf>} Names */

const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * @param {string} service
 * @param {string} kebab
 */
export function namesOf(service, kebab) {
  if (!KEBAB.test(kebab)) throw new Error(`${kebab} is no name: write it as purchase-order`);
  const words = kebab.split('-');
  const pascal = words.map(capital).join('');
  const camel = pascal[0].toLowerCase() + pascal.slice(1);
  const plural = pluralOf(kebab);
  return {
    service,
    kebab,
    pascal,
    camel,
    snake: words.join('_'),
    /** In a sentence: `purchase order`, `a purchase order`. */
    noun: words.join(' '),
    aNoun: `${/^[aeiou]/.test(kebab) ? 'an' : 'a'} ${words.join(' ')}`,
    plural,
    plurals: plural.split('-').map(capital).join(''),
    pluralNoun: plural.replaceAll('-', ' '),
    id: `${camel}Id`,
  };
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

function pluralOf(name) {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
