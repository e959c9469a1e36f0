/** Times of facts are a server's, on both sides of a comparison; two servers may differ by this many milliseconds. */
export const SERVER_SKEW_MS = 5 * 60_000;
