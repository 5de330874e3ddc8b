/** The most characters of a `User-Agent` that are recorded, and so shown in an answer. */
export const MAX_USER_AGENT = 512;
