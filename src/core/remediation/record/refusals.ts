import type { Refusal } from "../../authorization/answerers.ts";

/** What every command is refused for alike, wherever it is written. */
export const editedRefusal: Refusal = {
  problem: "it was edited, and nobody can tell what it said before",
  fix: "Write it again as a new comment.",
};

export function secretRefusal(kind: string): Refusal {
  return {
    problem: `it looks like a secret (${kind}), and the record is kept for ever`,
    fix: "Revoke the secret now; say it without.",
  };
}

/** @param form the command as it would be right */
export function wrongForm(form: string): Pick<Refusal, "fix" | "form"> {
  return { fix: "Write it as a new comment:", form };
}
