import { parentPort } from "node:worker_threads";
import { readManifestVersion } from "../../core/audit/manifest-name.ts";
import type { ManifestBatch, ReadBatch } from "./manifest-batch.ts";

// The entry of a bundle of its own: this runs in a thread that `readManifestsBeside` starts.
parentPort?.on("message", ({ bytes, ends }: ManifestBatch) => {
  let start = 0;
  const read: ReadBatch = ends.map((end) => {
    const manifest = bytes.subarray(start, end);
    start = end;
    // What they say again is shared by whoever gets it: texts that are sent are copied one by one.
    return readManifestVersion(manifest, true, (text) => text);
  });
  parentPort?.postMessage(read);
});
