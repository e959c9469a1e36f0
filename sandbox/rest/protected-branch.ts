import { readRef } from "../git/refs.ts";
import { branchNotFound, HttpError } from "../server/http-error.ts";
import type { RepoCall } from "../server/route.ts";
import type { ClassicProtection } from "../state/rules.ts";
import { protectionUrl } from "./shapes/protection.ts";

export interface ProtectedBranch {
  readonly branch: string;
  readonly protection: ClassicProtection;
  /** Address of the protection. */
  readonly url: string;
  /** Replaces some of the settings. */
  readonly set: (change: Partial<ClassicProtection>) => void;
}

export async function existingBranch(call: RepoCall): Promise<string> {
  const branch = call.params.branch ?? "";
  if ((await readRef(call.repo.dir, `refs/heads/${branch}`)) === null) throw branchNotFound();
  return branch;
}

/** The named branch and its classic protection; GitHub says by the message alone why there is none. */
export async function protectedBranch(call: RepoCall): Promise<ProtectedBranch> {
  const branch = await existingBranch(call);
  const protection = call.repo.protections.get(branch);
  if (protection === undefined) throw new HttpError(404, "Branch not protected");
  return {
    branch,
    protection,
    url: protectionUrl(call.world, call.repo, branch),
    set: (change) => call.repo.protections.set(branch, { ...protection, ...change }),
  };
}
