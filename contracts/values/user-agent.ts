/** How much of a `User-Agent` is recorded, in characters, and so how much an answer may have to show. */
export const MAX_USER_AGENT = 512;
