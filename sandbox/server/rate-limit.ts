import type { Token, World } from "../state/world.ts";
import { HttpError } from "./http-error.ts";

const hour = 3_600_000;

interface Window {
  used: number;
  /** Epoch milliseconds. */
  readonly reset: number;
}

export interface RateLimits {
  /** Counts a request; throws GitHub's 403 where the hour is used up. */
  take(token: Token): void;
  /** A 304 is free. */
  giveBack(token: Token): void;
  headers(token: Token | null): Readonly<Record<string, string>>;
}

/** GITHUB_TOKEN: 1,000 an hour for all jobs of a repository. Other apps and people: 5,000. */
function bucketOf(token: Token): { readonly key: string; readonly limit: number } {
  if (token.app === null) return { key: `user ${token.user.id}`, limit: 5000 };
  const jobs = token.app.id === 15368;
  return { key: `app ${token.app.id} ${jobs ? [...(token.repositories ?? [])] : ""}`, limit: jobs ? 1000 : 5000 };
}

/** The primary limits, by server time. Secondary ones depend on the machine's speed: tests script them as faults. */
export function createRateLimits(world: World): RateLimits {
  const windows = new Map<string, Window>();
  const windowOf = (token: Token): Window => {
    const { key } = bucketOf(token);
    let window = windows.get(key);
    if (window === undefined || window.reset <= world.now()) {
      window = { used: 0, reset: world.now() + hour };
      windows.set(key, window);
    }
    return window;
  };
  return {
    take(token) {
      const window = windowOf(token);
      window.used += 1;
      if (window.used <= bucketOf(token).limit) return;
      const who = token.app === null ? `user ID ${token.user.id}` : `installation ID ${token.app.id}`;
      throw new HttpError(403, `API rate limit exceeded for ${who}.`);
    },
    giveBack(token) {
      windowOf(token).used -= 1;
    },
    headers(token) {
      if (token === null) return {};
      const { limit } = bucketOf(token);
      const { used, reset } = windowOf(token);
      return {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(Math.max(0, limit - used)),
        "x-ratelimit-used": String(used),
        "x-ratelimit-reset": String(Math.ceil(reset / 1000)),
        "x-ratelimit-resource": "core",
      };
    },
  };
}
