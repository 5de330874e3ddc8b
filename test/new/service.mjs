/** A new service: its definition. Its entries in a deployment are generated from that. */

/**
 * @param {string} name
 * @returns {Readonly<Record<string, string>>} sources by path
 */
export function serviceFiles(name) {
  // A name that a subject can begin with, and that a database role can hold.
  if (!/^[a-z]{2,20}$/.test(name)) throw new Error(`${name} is no name of a service: write one word in small letters`);
  return {
    [`services/${name}/src/${name}.service.ts`]: `import type { ServiceDefinition } from '#libs/runtime';

/** The service \`${name}\`. */
export const ${name}: ServiceDefinition = { name: '${name}', features: [] };
`,
  };
}
