import type { MailContent, MailLink, MailPicture, MailTable } from './mail';

/** A mail as it is handed to a transport; all of its text has been checked. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The names of the files that the text shows. */
  readonly pictures: readonly string[];
  /** The address for a POST that ends these mails. */
  readonly unsubscribeUrl: string | null;
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
export function render({ subject, body, unsubscribe }: MailContent, options: RenderOptions): Rendered {
  const parts = body.map((part) =>
    typeof part === 'object' && 'path' in part ? { ...part, url: urlOf(part, options) } : part,
  );
  const html = parts.map(htmlOf).join('');
  return {
    subject: headerText(subject, SUBJECT_MAX),
    text: `${parts.map(textOf).join('\n\n')}\n`,
    html: `<!doctype html><html><head><meta charset="utf-8"></head><body>${html}</body></html>`,
    pictures: parts.flatMap((part) => (typeof part === 'object' && 'picture' in part ? part.picture : [])),
    unsubscribeUrl: unsubscribe === undefined ? null : unsubscribeUrlOf(unsubscribe, options),
  };
}

/** The content id of a file that the text shows. */
export const contentIdOf = (name: string) => `${name}@opsledger`;

type Part = string | (MailLink & { readonly url: string }) | MailTable | MailPicture;

function textOf(part: Part): string {
  if (typeof part === 'string') return part;
  if ('url' in part) return `${part.label}:\n${part.url}`;
  if ('picture' in part) return part.alt;
  return [part.columns, ...part.rows].map((cells) => cells.join(' | ')).join('\n');
}

function htmlOf(part: Part): string {
  if (typeof part === 'string') return `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`;
  if ('url' in part) return `<p><a href="${escapeHtml(part.url)}">${escapeHtml(part.label)}</a></p>`;
  if ('picture' in part) {
    const { picture, alt, width, height } = part;
    const source = escapeHtml(`cid:${contentIdOf(picture)}`);
    return `<p><img src="${source}" alt="${escapeHtml(alt)}" width="${width}" height="${height}"></p>`;
  }
  return tableOf(part);
}

/** Mail programs drop style sheets, not attributes. */
function tableOf({ columns, rows }: MailTable): string {
  const head = columns.map((name) => `<th scope="col" align="left">${escapeHtml(name)}</th>`).join('');
  const body = rows.map(([name = '', ...cells]) => {
    const values = cells.map((cell) => `<td align="right">${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row" align="left">${escapeHtml(name)}</th>${values}</tr>`;
  });
  return `<table border="1" cellpadding="6" cellspacing="0"><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function urlOf({ path, withToken }: MailLink, { publicUrl, token }: RenderOptions): string {
  const url = urlAt(path, publicUrl);
  if (!withToken) return url.href;
  url.hash = `token=${encodeURIComponent(tokenIn(token))}`;
  return url.href;
}

function unsubscribeUrlOf(path: string, { publicUrl, token }: RenderOptions): string {
  return urlAt(path.replace('{token}', encodeURIComponent(tokenIn(token))), publicUrl).href;
}

function urlAt(path: string, publicUrl: string): URL {
  const base = new URL(publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  const url = new URL(`.${path}`, base);
  if (!path.startsWith('/') || url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
    throw new TypeError('a link of a mail leads away from PUBLIC_URL');
  }
  return url;
}

function tokenIn(token: string | null): string {
  if (token === null) throw new TypeError('a link of a mail needs a token, and its message has no link');
  return token;
}
