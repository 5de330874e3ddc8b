import { SaxesParser } from 'saxes';

/** The names are without prefixes of namespaces. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Parses a text piece by piece, and yields after each. Entities that a document declares are refused, so none expands.
 * @throws Error for a text that is not well-formed
 */
export async function* parsing(text: AsyncIterable<string>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  parser.on('opentag', ({ name, attributes }) => handlers.open(localName(name), attributes as Record<string, string>));
  if (handlers.text) parser.on('text', (piece) => handlers.text?.(piece));
  if (handlers.close) parser.on('closetag', ({ name }) => handlers.close?.(localName(name)));
  for await (const piece of text) {
    parser.write(piece);
    yield;
  }
  parser.close();
  yield;
}

export async function parsed(text: AsyncIterable<string>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of parsing(text, handlers));
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
