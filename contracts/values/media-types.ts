/** The kinds of file that the product takes, told from their bytes; a name or a header proves nothing. */
export const MEDIA_TYPES = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/zip',
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'application/octet-stream',
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];
