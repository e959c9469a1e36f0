import type { Level } from "../../procedure/levels.ts";
import { type FormRow, textHelp as text } from "./form-row.ts";

const login = "A GitHub login.";
const every: readonly Level[] = ["L1", "L2", "L3", "EMERGENCY"];

/**
 * Fields of every level, in the order of the procedure's documentation template. A form leaves out what is known without
 * asking: id and procedure, who asks (the author), the repository, and the pull request's base.
 */
export const requestRows: readonly FormRow[] = [
  {
    pointer: "/target/pull_request",
    label: "Pull request",
    answer: "pull-request",
    help: "Number of the pull request that has to be merged: open, no draft, not from a fork. Example: 512.",
  },
  {
    pointer: "/target/head_sha",
    label: "Head commit",
    answer: "line",
    optional: every,
    help: "The bypass works on one commit only. Leave this empty to take the pull request's head as of now; a push after that needs a new request.",
  },
  {
    pointer: "/checks",
    label: "Failing checks",
    answer: "list",
    help: "Exact names of the failing required checks, one per line. No wildcard; only EMERGENCY may say: all.",
  },
  {
    pointer: "/trigger",
    label: "Trigger",
    answer: "choice",
    help: "The condition of the procedure that opens this level.",
  },
  {
    pointer: "/severity",
    label: "Production impact",
    answer: "choice",
    help: "Has to agree with the next answer.",
    meanings: { S1: "critical", S2: "high", S3: "medium", S4: "low" },
  },
  {
    pointer: "/impact/kind",
    label: "What production suffers",
    answer: "choice",
    help: "Each kind belongs to one production impact.",
    meanings: {
      outage: "belongs to S1",
      data_loss: "belongs to S1",
      security_breach: "belongs to S1",
      degraded: "belongs to S2",
      minor: "belongs to S3",
      cosmetic: "belongs to S4",
    },
  },
  {
    pointer: "/impact/users_affected",
    label: "Users affected",
    answer: "integer",
    help: "How many users notice, a whole number; 0 at S4.",
  },
  {
    pointer: "/impact/security_or_compliance",
    label: "Security or compliance",
    answer: "yes-no",
    help: "Whether security or compliance is involved.",
    meanings: { no: "neither is involved", yes: "one of them is involved" },
  },
  {
    pointer: "/impact/code_quality_only",
    label: "Code quality only",
    answer: "yes-no",
    help: "Whether nothing but code quality is concerned.",
    meanings: { no: "more than that is concerned", yes: "nothing else is concerned" },
  },
  {
    pointer: "/incident/id",
    label: "Incident",
    answer: "line",
    help: "Id of the incident in the incident system, as written there. Example: INC-2291.",
  },
  {
    pointer: "/incident/declared_at",
    label: "Declared at",
    answer: "line",
    help: "When the incident commander declared the emergency, with offset. Example: 2026-03-12T02:14:00Z.",
  },
  { pointer: "/incident/commander", label: "Incident commander", answer: "login", help: login },
  {
    pointer: "/incident/criteria",
    label: "Emergency criteria",
    answer: "choices",
    help: "Which criteria of the procedure hold, at least one.",
  },
  {
    pointer: "/incident/evidence",
    label: "Evidence of the criteria",
    answer: "evidence",
    optional: ["EMERGENCY"],
    help: "What the procedure asks of each criterion, one per line as `criterion.key: value`. Example: complete_production_outage.url: https://status.acme.example/incidents/2291.",
  },
  {
    pointer: "/incident/war_room",
    label: "War room",
    answer: "line",
    help: "URL of the bridge or channel where the responders meet.",
  },
  {
    pointer: "/deadline",
    label: "Deadline",
    answer: "line",
    optional: ["L2", "L3"],
    help: "The instant that cannot move, with offset, where the trigger is about one. Example: 2026-03-06T17:00:00+01:00.",
  },
  {
    pointer: "/references",
    label: "References",
    answer: "list",
    optional: ["L3"],
    help: "CVE ids, GHSA ids or URLs of alerts, one per line. The trigger critical_security_vulnerability_blocking needs one.",
  },
  {
    pointer: "/regulations",
    label: "Regulations",
    answer: "list",
    optional: ["L3"],
    help: "Regulations concerned, one per line, as precise as can be. The trigger regulatory_requirement_conflict needs two.",
  },
  {
    pointer: "/justification/business_impact",
    label: "Business impact",
    answer: "text",
    help: `What waiting costs: who is hindered, since when, how much. ${text}`,
  },
  {
    pointer: "/justification/technical_details",
    label: "Technical details",
    answer: "text",
    help: `What fails, why, and why it is not simply fixed now. ${text}`,
  },
  {
    pointer: "/justification/business_case",
    label: "Business case",
    answer: "text",
    help: `The business justification: gain against risk. ${text}`,
  },
  {
    pointer: "/risk/level",
    label: "Risk level",
    answer: "choice",
    help: "Risk of merging without the checks.",
  },
  {
    pointer: "/risk/potential_impact",
    label: "Potential impact",
    answer: "text",
    help: `The worst that can plausibly happen, and to whom. ${text}`,
  },
  {
    pointer: "/risk/mitigation_measures",
    label: "Mitigation measures",
    answer: "list",
    help: "Steps taken to make that less likely or less bad, one per line.",
  },
  {
    pointer: "/remediation/target_date",
    label: "Target resolution date",
    answer: "line",
    help: "Day by which the checks pass again, as YYYY-MM-DD.",
  },
  {
    pointer: "/remediation/owner",
    label: "Assigned developer",
    answer: "login",
    help: "GitHub login of the one person who answers for the fix and is assigned to the tracking issue.",
  },
  {
    pointer: "/remediation/success_criteria",
    label: "Success criteria",
    answer: "list",
    help: "Measurable statements, one per line; the verifier confirms each.",
  },
];
