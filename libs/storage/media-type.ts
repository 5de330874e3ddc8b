import type { MediaType } from '#contracts/values/media-types';

/** The number of bytes that determine the type. */
export const SNIFFED_BYTES = 4_096;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `head`: the first `SNIFFED_BYTES`, or the whole file. */
export function mediaTypeOf(head: Uint8Array): MediaType {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const begins = (text: string, at = 0) => bytes.subarray(at, at + text.length).toString('latin1') === text;
  if (begins('%PDF-')) return 'application/pdf';
  if (begins('\u0089PNG\r\n\u001a\n')) return 'image/png';
  if (begins('\u00ff\u00d8\u00ff')) return 'image/jpeg';
  if (begins('RIFF') && begins('WEBP', 8)) return 'image/webp';
  if (begins('GIF87a') || begins('GIF89a')) return 'image/gif';
  if (begins('PK\u0003\u0004'))
    return /\[Content_Types\]\.xml|xl\//.test(bytes.toString('latin1')) ? XLSX : 'application/zip';
  return isText(bytes) ? 'text/csv' : 'application/octet-stream';
}

/** Control characters only in line ends; zero bytes only as halves of UTF-16. */
function isText(bytes: Buffer): boolean {
  const inUtf16 = bytes.includes(0);
  if (inUtf16 && !isUtf16(bytes)) return false;
  return !bytes.some((byte) => byte < 32 && ![0, 9, 10, 12, 13].includes(byte)) || inUtf16;
}

function isUtf16(bytes: Buffer): boolean {
  if (bytes.length < 2) return false;
  const mark = bytes.readUInt16LE(0);
  if (mark === 0xfeff || mark === 0xfffe) return true;
  // Without a mark: western text in UTF-16 has all its zeros on one side.
  let [even, odd] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  return Math.max(even, odd) > bytes.length / 4 && Math.min(even, odd) === 0;
}
