import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type ManifestVersion, readManifestVersion } from "../../core/audit/manifest-name.ts";
import type { ManifestReader } from "../../core/audit/manifest-reader.ts";
import { mapTexts } from "../../core/text/map-texts.ts";
import type { ManifestBatch, ReadBatch } from "./manifest-batch.ts";

/** Fewer are read here before a thread has started. */
const MIN_MANIFESTS = 500;
/** Of one message: one for each manifest would cost more than it saves. */
const BATCH_BYTES = 131_072;
/** What lies in memory until its turn; beyond it this thread reads, too. */
const MAX_WAITING_BYTES = 25_165_824;

// `dist` and `build` have it beside this file; sources that are run as they are do not, and are read in one thread.
const besideUs = (name: string): URL => new URL(name, import.meta.url);

/**
 * Reads manifests in a thread of its own, so that an audit of thousands of them has two processors.
 * @param count how many there will be
 * @param share a text to be held in the place of one that was read
 * @param script the bundle of `manifest-worker.ts`
 * @returns null where it is not worth it: few manifests, one processor, or a Node that may start no threads
 */
export function readManifestsBeside(
  count: number,
  share: (text: string) => string,
  script: URL = besideUs("manifest-worker.js"),
): ManifestReader | null {
  if (count < MIN_MANIFESTS || availableParallelism() < 2 || !existsSync(script)) return null;
  const worker = startWorker(script);
  return worker === null ? null : new Beside(worker, share);
}

/** Null: this process may not (`node --permission`). */
function startWorker(script: URL): Worker | null {
  try {
    // What a batch leaves behind is garbage at once; the heap stays small. No environment: it needs none.
    const resourceLimits = { maxYoungGenerationSizeMb: 8 };
    return new Worker(script, { env: {}, argv: [], execArgv: [], resourceLimits });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_ACCESS_DENIED") return null;
    throw error;
  }
}

class Beside implements ManifestReader {
  private readonly worker: Worker;
  private readonly share: (text: string) => string;
  private readonly versions = new Map<string, ManifestVersion>();
  /** Batches that are with the other thread, the first one first. */
  private readonly waiting: { readonly ids: readonly string[]; readonly size: number }[] = [];
  private waitingBytes = 0;
  private next: { readonly id: string; readonly bytes: Uint8Array }[] = [];
  private nextBytes = 0;
  private failure: unknown = null;
  private settle: () => void = () => undefined;

  constructor(worker: Worker, share: (text: string) => string) {
    this.worker = worker;
    this.share = share;
    worker.on("message", (read: ReadBatch) => this.take(read));
    worker.on("error", (error) => this.fail(error));
    worker.on("exit", (code) => this.fail(new Error(`the thread that reads manifests ended by itself (${code})`)));
    // If reading fails elsewhere, nothing waits for it.
    worker.unref();
  }

  add(id: string, bytes: Uint8Array): void {
    if (this.waitingBytes >= MAX_WAITING_BYTES) {
      this.versions.set(id, readManifestVersion(bytes, true, this.share));
      return;
    }
    this.next.push({ id, bytes: Uint8Array.from(bytes) });
    this.nextBytes += bytes.length;
    if (this.nextBytes >= BATCH_BYTES) this.send();
  }

  async end(): Promise<ReadonlyMap<string, ManifestVersion>> {
    this.send();
    this.worker.ref();
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      this.settleWhenDone();
    });
    this.stop();
    if (this.failure !== null) throw this.failure;
    return this.versions;
  }

  stop(): void {
    this.worker.removeAllListeners("exit");
    void this.worker.terminate();
  }

  private send(): void {
    if (this.next.length === 0) return;
    const bytes = new Uint8Array(this.nextBytes);
    let end = 0;
    const ends = this.next.map((manifest) => {
      bytes.set(manifest.bytes, end);
      end += manifest.bytes.length;
      return end;
    });
    this.waiting.push({ ids: this.next.map(({ id }) => id), size: end });
    this.waitingBytes += end;
    const batch: ManifestBatch = { bytes, ends };
    this.worker.postMessage(batch, [bytes.buffer]);
    this.next = [];
    this.nextBytes = 0;
  }

  /** The other thread answers in the order in which it was asked. */
  private take(read: ReadBatch): void {
    const batch = this.waiting.shift();
    for (const [index, version] of read.entries()) {
      const id = batch?.ids[index];
      if (id !== undefined) this.versions.set(id, mapTexts(version, this.share));
    }
    this.waitingBytes -= batch?.size ?? 0;
    this.settleWhenDone();
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.settleWhenDone();
  }

  private settleWhenDone(): void {
    if (this.failure !== null || this.waiting.length === 0) this.settle();
  }
}
