/** One scripted fault. It fires on the n-th matching call after it was added, `times` calls long. */
export interface Fault {
  /** operationId (`pulls/merge`), `graphql`, `graphql/<root field>`, or `*`. */
  readonly operation: string;
  readonly nth?: number;
  readonly times?: number;
  readonly kind:
    | "status"
    /** Never answers; the write is not applied. */
    | "hang"
    /** Connection dies before anything happened. */
    | "reset"
    /** The write is applied, then the connection dies. */
    | "reset-after"
    /** A read answers what the same read answered last time, as a lagging replica does. */
    | "stale"
    /** Somebody else's request is carried out just before this one, which is then answered as usual. */
    | "meanwhile";
  /** kind `status`: what to answer. */
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** kind `meanwhile`: the other's REST request; path as `/repos/…`. */
  readonly other?: { readonly token: string; readonly method: string; readonly path: string; readonly body?: unknown };
}

export interface FaultInjector {
  add(fault: Fault): void;
  clear(): void;
  /** The fault for this call, if any. Every matching fault counts the call. */
  next(names: readonly string[]): Fault | null;
}

export function createFaults(): FaultInjector {
  let faults: { readonly fault: Fault; calls: number }[] = [];
  return {
    add: (fault) => void faults.push({ fault, calls: 0 }),
    clear: () => {
      faults = [];
    },
    next(names) {
      let hit: Fault | null = null;
      for (const entry of faults) {
        const { fault } = entry;
        if (fault.operation !== "*" && !names.includes(fault.operation)) continue;
        entry.calls += 1;
        const first = fault.nth ?? 1;
        if (hit === null && entry.calls >= first && entry.calls < first + (fault.times ?? 1)) hit = fault;
      }
      return hit;
    },
  };
}
