import { HttpError, unprocessable, validationFailed } from "../server/http-error.ts";

/** GitHub's longest texts, in characters. We count UTF-16 units, which is never more generous. */
const longest = { title: 256, body: 65_536, label: 50, labelDescription: 100, status: 140 } as const;

export function assertTitle(resource: "Issue" | "PullRequest", title: unknown): void {
  if (typeof title !== "string") return;
  if (title.trim() === "") throw validationFailed(resource, "title", "missing_field");
  if (title.length > longest.title)
    throw validationFailed(resource, "title", "custom", `title is too long (maximum is ${longest.title} characters)`);
}

const tooLong = `is too long (maximum is ${longest.body} characters)`;

export function assertBody(resource: "Issue" | "PullRequest", body: unknown): void {
  if (typeof body === "string" && body.length > longest.body)
    throw validationFailed(resource, "body", "custom", `body ${tooLong}`);
}

/** A comment's words stand in the field `data` of GitHub's refusal. */
export function assertComment(body: unknown): void {
  if (typeof body !== "string" || body.trim() === "")
    throw validationFailed("IssueComment", "data", "unprocessable", "Body can't be blank");
  if (body.length > longest.body) throw validationFailed("IssueComment", "data", "unprocessable", `Body ${tooLong}`);
}

export function assertReviewBody(body: string): void {
  if (body.length > longest.body) throw unprocessable(`Body ${tooLong}`);
}

export function assertLabel(name: string, description: string | undefined): void {
  if (name.length > longest.label)
    throw validationFailed("Label", "name", "custom", `name is too long (maximum is ${longest.label} characters)`);
  if ((description ?? "").length > longest.labelDescription)
    throw validationFailed(
      "Label",
      "description",
      "custom",
      `description is too long (maximum is ${longest.labelDescription} characters)`,
    );
}

const isWeb = (url: string): boolean => /^https?:\/\/[^\s]+$/.test(url);

/** Texts of a commit status: short, in the basic plane, with a link to the web. */
export function assertStatus(description: string | null, context: string, target: string | null): void {
  if (description !== null && description.length > longest.status)
    throw validationFailed(
      "Status",
      "description",
      "custom",
      `description is too long (maximum is ${longest.status} characters)`,
    );
  for (const [field, value] of [
    ["description", description ?? ""],
    ["context", context],
  ] as const)
    if (/[\u{10000}-\u{10ffff}]/u.test(value))
      throw validationFailed("Status", field, "custom", `${field} doesn't accept 4-byte Unicode`);
  if (target !== null && !isWeb(target))
    throw new HttpError(422, "Validation failed: Target url must use http(s) scheme");
}

/** The lengths of its output stand in GitHub's description: the contract layer refuses more. */
export function assertDetailsUrl(url: string | undefined): void {
  if (url !== undefined && !isWeb(url))
    throw validationFailed("CheckRun", "details_url", "custom", "details_url must use the http or https scheme");
}
