import type { MailContent, MailLink } from './mail';

/** A mail as it is handed to a transport; all of its text has been checked. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface RenderOptions {
  /** `PUBLIC_URL`: links lead nowhere else. */
  readonly publicUrl: string;
  /** The token, for links that hold one. */
  readonly token: string | null;
}

const SUBJECT_MAX = 200;
const NAME_MAX = 200;

/** Line ends would begin another header; direction marks could disguise a name. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Text of one line that may stand in a header. */
export function headerText(text: string, max = NAME_MAX): string {
  return [...text.replace(UNPRINTABLE, ' ').trim()].slice(0, max).join('');
}

const ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[^\s@<>,;:"()[\]\\\p{Cc}]{1,253}$/u;

/** Whether it is exactly one address. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Both parts of a mail, with the same content. @throws TypeError for a link to another site, or without its token */
export function render({ subject, body }: MailContent, options: RenderOptions): Rendered {
  const parts = body.map((part) => (typeof part === 'string' ? part : { ...part, url: urlOf(part, options) }));
  const text = parts.map((part) => (typeof part === 'string' ? part : `${part.label}:\n${part.url}`));
  const html = parts.map((part) =>
    typeof part === 'string'
      ? `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`
      : `<p><a href="${escapeHtml(part.url)}">${escapeHtml(part.label)}</a></p>`,
  );
  return {
    subject: headerText(subject, SUBJECT_MAX),
    text: `${text.join('\n\n')}\n`,
    html: `<!doctype html><html><head><meta charset="utf-8"></head><body>${html.join('')}</body></html>`,
  };
}

function urlOf({ path, withToken }: MailLink, { publicUrl, token }: RenderOptions): string {
  const base = new URL(publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  const url = new URL(`.${path}`, base);
  if (!path.startsWith('/') || url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
    throw new TypeError('a link of a mail leads away from PUBLIC_URL');
  }
  if (!withToken) return url.href;
  if (token === null) throw new TypeError('a link of a mail needs a token, and its message has no link');
  url.hash = `token=${encodeURIComponent(token)}`;
  return url.href;
}
