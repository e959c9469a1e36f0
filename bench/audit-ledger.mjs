// The ledger branch of a bench repository: legal lives, one commit per transaction, with the projections that each one leaves.
import { buildRecords } from "../build/core/ledger/build-record.js";
import { identifyEvent } from "../build/core/ledger/event-id.js";
import { extendFold, startFold } from "../build/core/ledger/fold-bypass.js";
import { ledgerReadme } from "../build/core/ledger/ledger-readme.js";
import { activeEntryOf, activePath, activeText, statePath, stateText } from "../build/core/ledger/projections.js";
import { commit } from "./audit-repository.mjs";
import { conditionsOf } from "./closing-conditions.mjs";
import { randomFrom } from "./random.mjs";

const CHECKS = ["docs/coverage", "unit-tests", "lint", "integration", "sast", "performance"];
const HOUR = 3600;
const human = { id: 101, login: "lea", role: "lead-devops", kind: "human" };
/** Holds every role that an obligation is given to. */
const answerer = { id: 110, login: "gus", role: "lead-devops", kind: "human" };
/** Whom every request of a level needs, by the built-in policy. */
const SLOTS = {
  L1: ["lead"],
  L2: ["architect", "quality"],
  // Legal is needed by most of them.
  L3: ["compliance", "security", "business", "legal"],
  EMERGENCY: ["commander", "incident"],
};
/** Hours that an override of a level may live, by the same. */
const LIFETIME = { L1: 72, L2: 72, L3: 24, EMERGENCY: 4 };
/** By place in the list of slots, with the ids 101 and up. */
export const APPROVERS = ["lea", "ada", "bo", "cy"];
const robot = { id: 41_898_282, login: "github-actions[bot]", role: "automation", kind: "automation" };

/** Transactions of a life: seconds after the request, then the events by type and data. */
function lifeOf(request, random) {
  const {
    kind,
    level,
    at,
    number,
    merge,
    fix,
    fixedAt,
    head,
    manifest,
    registryHead,
    asked: named,
    owner,
    expiry,
    due,
  } = request;
  const drawnCheck = CHECKS[random.below(CHECKS.length)];
  const checks = named ?? [drawnCheck];
  const target = { pr: number, ref: "refs/heads/main", commit: head, tree: "e".repeat(40) };
  const iso = (after) => new Date((at + after) * 1000).toISOString();
  // Drawn also where it is not needed, so that the rest stays as it is.
  const drawn = random.hex(40);
  const sha = registryHead ?? drawn;
  const decision = { decision_sha256: random.hex(64), policy_sha: sha, people_sha: sha };
  const approvers = SLOTS[level].map((slot, place) => ({
    ...{ slot, id: 101 + place, login: APPROVERS[place], review_id: 2_000_000 + 4 * number + place },
  }));
  const reviews = approvers.map(({ slot, id, login, review_id }) => [
    "review.completed",
    { kind: slot, review_id },
    { actor: { ...human, id, login }, manifest },
  ]);
  // A comment of before, with a review of its own.
  const review = { kind: approvers[0].slot, review_id: 7_000_000 + number };
  const open = { rule: "remediation", cause: "obligation_overdue:post_merge_tracking" };
  let notices = 0;
  const notice = () => [
    "notification.sent",
    { audience: "executive", rule: "executive_before", channel: "mail-exec", remote_id: `m${number}-${notices++}` },
  ];
  const done = (key) => [
    "obligation.done",
    { key, comment_id: 4_000_000 + number, evidence_kind: "url", evidence: `https://ci.example.com/runs/${number}` },
    { actor: answerer },
  ];
  const { approval, closing } = conditionsOf(request.text, level);
  const before = approval.map(done);
  const owes = closing.flatMap(({ key, by }) => (by === "obligation.done" ? [key] : []));
  const closed = closing.map(({ key, by }) => ({ key, state: "done", by }));
  const asked = [
    "request.accepted",
    {
      ...{ pull_request: number, repository_id: 700_123, level, checks: request.checks },
      ...(request.severity === null ? {} : { severity: request.severity }),
    },
    { manifest },
  ];
  const approved = ["bypass.approved", { ...decision, approvers }, { manifest }];
  if (kind === "approved")
    return [
      [0, [asked]],
      [600, [...before, ...reviews, approved]],
    ];
  if (kind === "refused")
    return [
      [0, [asked, notice()]],
      [
        900,
        [
          ["response.acknowledged", { review_id: review.review_id }, { manifest }],
          ["bypass.refused", { reason: "withdrawn" }, { manifest }],
        ],
      ],
    ];
  const active = { activation: 1, checks };
  const lifetime = Math.min(LIFETIME[level] * HOUR, expiry - at);
  // Less than five business days give, over a weekend too.
  const owed = Math.min(119 * HOUR, due - at);
  // No commit is seen before it is there.
  const completed = Math.max(74 * HOUR, fixedAt - at + 600);
  const start = [
    [0, [asked, notice()]],
    [
      240,
      [
        ["response.acknowledged", { review_id: review.review_id }, { manifest }],
        ["review.started", review, { manifest }],
      ],
    ],
    [720, [...before, ...reviews, approved]],
    [
      780,
      [
        [
          "bypass.activated",
          {
            activation: 1,
            checks: [
              {
                name: checks[0],
                kind: "status",
                mode: "check",
                app_id: null,
                conclusion: "failure",
                url: `https://github.com/acme/payments/actions/runs/${number}`,
              },
            ],
            expires_at: iso(lifetime),
            decision_sha256: decision.decision_sha256,
          },
          { manifest, target },
        ],
        // Nobody declares the incidents of these lives, which apply-override says itself.
        ...(level === "EMERGENCY" ? [["violation.recorded", { kind: "STEP_ORDER", occurrence: "activation-1" }]] : []),
      ],
    ],
    [
      790,
      [
        [
          "override.posted",
          { activation: 1, check: checks[0], kind: "status", remote_id: 31_000 + number, sha: head },
          { target },
        ],
      ],
    ],
    [800, [["override.verified", { ...active, merge_state: "CLEAN" }, { target }], notice(), notice()]],
  ];
  if (kind === "expired") {
    return [
      ...start,
      [
        lifetime,
        [
          ["bypass.expired", { expires_at: iso(lifetime) }],
          ["bypass.deactivated", { activation: 1, reason: "expired" }],
        ],
      ],
      [lifetime + 60, [["override.restored", active]]],
    ];
  }
  return [
    ...start,
    [
      1800,
      [
        ["bypass.used", { merge_sha: merge, base: "main", merged_by: { id: 120, login: "req" } }, { manifest, target }],
        ["bypass.deactivated", { activation: 1, reason: "used" }],
      ],
    ],
    [
      1860,
      [
        ["override.restored", active],
        [
          "remediation.opened",
          {
            repository: "acme/payments",
            issue: 100_000 + number,
            url: `https://github.com/acme/payments/issues/${100_000 + number}`,
            owner,
            deadline: iso(owed),
            due_date: iso(owed).slice(0, 10),
            merge_sha: merge,
          },
        ],
      ],
    ],
    [1900, [notice(), notice()]],
    [26 * HOUR, owes.slice(0, 2).map(done)],
    [30 * HOUR, owes.slice(2).map(done)],
    [
      50 * HOUR,
      [["escalation.raised", { ...open, rung: 1, to: ["qms_coordinator"], limit_at: iso(49 * HOUR) }], notice()],
    ],
    [51 * HOUR, [["escalation.acknowledged", { comment_id: 5_000_000 + number }]]],
    [completed, [["remediation.completed", { commit: fix, checks }]]],
    [
      completed + 16 * HOUR,
      [
        ["lesson.recorded", { comment_id: 5_500_000 + number, text: "Have the check run on the release branch, too." }],
        ["remediation.verified", { comment_id: 6_000_000 + number, obligations: closed }, { actor: human }],
        ["escalation.resolved", open],
      ],
    ],
  ];
}

/**
 * @param {{ events: number, seed: number, repository: object, root: string }} options root: first commit of main
 * @returns {{ commits: Generator<string>, total: number, last: number }} total: commits; last: epoch milliseconds
 */
export function generateLedger(requests, { events, seed, repository, root }) {
  const random = randomFrom(seed + 3);
  const transactions = [];
  let planned = 0;
  for (const request of requests) {
    for (const [after, list] of lifeOf(request, random)) {
      transactions.push({ at: request.at + after, request, list });
      planned += list.length;
    }
  }
  // What is missing are notices that concern no bypass.
  for (let index = 0; planned < events; index++, planned++) {
    const notice = [
      "notification.sent",
      { audience: "qms_coordinator", rule: "daily", channel: "mail", remote_id: `p${index}` },
    ];
    transactions.push({ at: requests[index % requests.length].at + 5, request: null, list: [notice] });
  }
  if (planned !== events)
    throw new Error(`${planned} events for ${requests.length} bypasses: ask for at least that many`);
  transactions.sort((left, right) => left.at - right.at);
  return {
    commits: commitsOf(transactions, repository, root),
    total: transactions.length,
    last: transactions.at(-1).at * 1000,
  };
}

function* commitsOf(transactions, repository, root) {
  const folds = new Map();
  const active = new Map();
  let head = null;
  // Every record names a head that the default branch had.
  let mainHead = root;
  for (const [index, { at, request, list }] of transactions.entries()) {
    const iso = new Date(at * 1000).toISOString();
    if (list.some(([type]) => type === "bypass.used")) mainHead = request.merge;
    const bypass = request?.id ?? "PROCEDURE";
    const drafts = list.map(([type, data, more], place) =>
      identifyEvent(
        {
          type,
          bypass,
          key: `${at}-${place}-${index}`,
          at: iso,
          actor: /^(?:review|response|escalation\.acknowledged|lesson)/.test(type) ? human : robot,
          source: { kind: "api", url: `https://github.com/acme/payments/pull/${request?.number ?? 1}` },
          run: {
            id: 9_000_000 + index,
            attempt: 1,
            workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
            workflow_sha: "f".repeat(40),
          },
          main_head: mainHead,
          ...more,
          data,
        },
        repository.id,
      ),
    );
    const records = buildRecords(head, drafts, iso.slice(0, 10));
    head = records.at(-1).head;
    const fold = folds.get(bypass) ?? startFold(bypass);
    folds.set(bypass, fold);
    const before = activeEntryOf(fold)?.target.commit ?? null;
    for (const record of records) {
      const illegal = extendFold(fold, record);
      if (illegal !== null) throw new Error(illegal.message);
    }
    const files = records.map(({ path, text }) => [path, text]);
    const state = statePath(bypass);
    if (state !== null) files.push([state, stateText(fold)]);
    const entry = activeEntryOf(fold);
    for (const sha of new Set([before, entry?.target.commit ?? null])) {
      if (sha === null) continue;
      const there = (active.get(sha) ?? []).filter((other) => other.bypass !== bypass);
      const now = entry?.target.commit === sha ? [...there, entry] : there;
      active.set(sha, now);
      files.push([activePath(sha), activeText(sha, now)]);
    }
    if (index === 0)
      files.unshift([
        "README.md",
        ledgerReadme(repository.name, repository.id, { name: "qms-ledger", continues: null }),
      ]);
    yield commit("qms-ledger", index + 1, at, index === 0 ? [] : [index], `Record ${records[0].seq}`, files);
  }
}
