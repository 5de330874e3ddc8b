import { DomainError } from '#contracts/errors';

const RANGE = /^(?<type>[\w!#$%&'*+.^`|~-]+)\/(?<subtype>[\w!#$%&'*+.^`|~-]+)$/;
const WEIGHT = /^q=(?<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

interface Range {
  readonly name: string;
  readonly weight: number;
}

/**
 * The media type of the answer: of those offered the one that `Accept` prefers, and of equals the first (RFC 9110,
 * 12.5.1). Parameters besides the weight are ignored, and so are invalid media ranges.
 *
 * @throws DomainError `NOT_ACCEPTABLE`
 */
export function acceptedMedia<Media extends string>(
  accept: string | undefined,
  offered: readonly [Media, ...Media[]],
): Media {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').flatMap(rangeIn);
  const [best] = offered
    .map((media) => ({ media, weight: weightOf(media, ranges) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  if (!best)
    throw new DomainError('NOT_ACCEPTABLE', `Accept takes none of the media types offered here: ${offered.join(', ')}`);
  return best.media;
}

function rangeIn(text: string): Range[] {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim());
  if (!RANGE.test(range)) return [];
  const weight = parameters.find((parameter) => /^q=/i.test(parameter));
  // An unreadable weight counts as none.
  return [
    {
      name: range.toLowerCase(),
      weight: Number(weight === undefined ? 1 : (WEIGHT.exec(weight)?.groups?.['weight'] ?? 1)),
    },
  ];
}

/** An exact type goes before its family, and the family before any type. */
function weightOf(media: string, ranges: readonly Range[]): number {
  for (const name of [media, `${media.split('/', 1)[0]}/*`, '*/*']) {
    const named = ranges.filter((range) => range.name === name);
    if (named.length > 0) return Math.max(...named.map(({ weight }) => weight));
  }
  return 0;
}
