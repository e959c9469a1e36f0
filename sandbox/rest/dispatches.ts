import { load } from "js-yaml";
import { readBlob, resolveRev } from "../git/objects.ts";
import { readRef } from "../git/refs.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { noContent, type RepoCall, type Route, repoRoute, write } from "../server/route.ts";
import { deliverDispatch } from "../state/deliveries.ts";
import { toIso } from "../state/world.ts";

interface DispatchInput {
  readonly required?: boolean;
  readonly default?: unknown;
  readonly type?: string;
  readonly options?: readonly unknown[];
}

async function readWorkflow(call: RepoCall, branch: string): Promise<string | null> {
  const { dir } = call.repo;
  const blob = await resolveRev(dir, `refs/heads/${branch}:.github/workflows/${call.params.workflow_id}`, "blob");
  return blob === null ? null : ((await readBlob(dir, blob))?.toString() ?? null);
}

/** Inputs of its `workflow_dispatch`; null: it has no such trigger. */
function dispatchInputs(text: string): Readonly<Record<string, DispatchInput>> | null {
  const { on } = (load(text) ?? {}) as { on?: unknown };
  const events: Readonly<Record<string, unknown>> =
    typeof on === "string"
      ? { [on]: null }
      : Array.isArray(on)
        ? Object.fromEntries(on.map((name) => [name, null]))
        : ((on ?? {}) as Record<string, unknown>);
  if (!Object.hasOwn(events, "workflow_dispatch")) return null;
  return (events.workflow_dispatch as { inputs?: Record<string, DispatchInput> } | null)?.inputs ?? {};
}

function assertInputs(known: Readonly<Record<string, DispatchInput>>, given: Readonly<Record<string, string>>): void {
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  if (unexpected.length > 0) throw new HttpError(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  for (const [name, input] of Object.entries(known)) {
    const value = given[name];
    if (value === undefined && input?.required === true && input.default === undefined)
      throw new HttpError(422, `Required input '${name}' not provided`);
    if (value !== undefined && input?.type === "choice" && !(input.options ?? []).map(String).includes(value))
      throw new HttpError(422, `Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
}

/** Nothing runs: the dispatch is recorded for the test or the demo to act on. */
export const dispatchRoutes: readonly Route[] = [
  repoRoute(
    "actions/create-workflow-dispatch",
    write("actions"),
    async (call) => {
      const { world, repo, token, params, body } = call;
      // GitHub knows a workflow by its file on the default branch, and starts the one of the ref.
      if ((await readWorkflow(call, repo.defaultBranch)) === null) throw notFound();
      const ref = String(body.ref).replace(/^refs\/heads\//, "");
      if ((await readRef(repo.dir, `refs/heads/${ref}`)) === null) throw new HttpError(422, `No ref found for: ${ref}`);
      const known = dispatchInputs((await readWorkflow(call, ref)) ?? "");
      if (known === null) throw new HttpError(422, "Workflow does not have 'workflow_dispatch' trigger");
      const inputs = (body.inputs as Record<string, string> | undefined) ?? {};
      assertInputs(known, inputs);
      const workflow = params.workflow_id ?? "";
      repo.dispatches.push({ workflow, ref, inputs, actor: token.user.login, at: toIso(world.now()) });
      const path = `.github/workflows/${workflow}`;
      deliverDispatch(world, repo, { workflow: path, ref: `refs/heads/${ref}`, inputs }, token.user);
      return noContent;
    },
    { body: ["ref", "inputs"] },
  ),
];
