import { Secret } from '../declare/fields';

/** The token of a link in a mail, from the link's fragment. Any that is not good is refused in one way. */
export function LinkToken(options: { readonly optional?: true } = {}) {
  return Secret({ max: 200, ...options, description: "Of the link's fragment" });
}
