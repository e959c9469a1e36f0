import { HttpError } from "../server/http-error.ts";
import { administer, noContent, ok, type RepoCall, type Route, repoRoute } from "../server/route.ts";
import { pinChecks } from "../state/classic-checks.ts";
import type { ClassicChecks } from "../state/rules.ts";
import { type ProtectedBranch, protectedBranch } from "./protected-branch.ts";
import { type ChecksInput, readChecks } from "./protection-input.ts";
import { checksShape } from "./shapes/protection.ts";

const read = administer("read");
const write = administer("write");

/** Where no check was ever required there is nothing to read or change; only PUT of the whole protection enables it. */
async function requiredChecks(call: RepoCall): Promise<ProtectedBranch & { readonly checks: ClassicChecks }> {
  const found = await protectedBranch(call);
  if (found.protection.statusChecks === null) throw new HttpError(404, "Required status checks not enabled");
  return { ...found, checks: found.protection.statusChecks };
}

const names = ({ checks }: ClassicChecks): string[] => checks.map((check) => check.context);

/** The old list of names. It knows no apps: whatever it writes is pinned anew to who reported it last, also what was there before. */
function contextsRoute(
  operation: string,
  change: (known: readonly string[], given: readonly string[]) => readonly string[],
): Route {
  return repoRoute(
    operation,
    write,
    async (call) => {
      const { checks, set } = await requiredChecks(call);
      const wanted = [...new Set(change(names(checks), call.body.contexts as string[]))];
      const statusChecks = {
        strict: checks.strict,
        checks: pinChecks(
          call.repo,
          wanted.map((context) => ({ context })),
        ),
      };
      set({ statusChecks });
      return ok(names(statusChecks));
    },
    { body: ["contexts"] },
  );
}

export const protectionCheckRoutes: readonly Route[] = [
  repoRoute("repos/get-status-checks-protection", read, async (call) => {
    const { url, checks } = await requiredChecks(call);
    return ok(checksShape(url, checks));
  }),
  repoRoute(
    "repos/update-status-check-protection",
    write,
    async (call) => {
      const { url, checks, set } = await requiredChecks(call);
      const statusChecks = readChecks(call, call.body as ChecksInput, checks);
      set({ statusChecks });
      return ok(checksShape(url, statusChecks));
    },
    { body: ["strict", "contexts", "checks"] },
  ),
  repoRoute("repos/remove-status-check-protection", write, async (call) => {
    (await requiredChecks(call)).set({ statusChecks: null });
    return noContent;
  }),
  repoRoute("repos/get-all-status-check-contexts", read, async (call) =>
    ok(names((await requiredChecks(call)).checks)),
  ),
  contextsRoute("repos/add-status-check-contexts", (known, given) => [...known, ...given]),
  contextsRoute("repos/set-status-check-contexts", (_, given) => given),
  contextsRoute("repos/remove-status-check-contexts", (known, given) => known.filter((name) => !given.includes(name))),
];
