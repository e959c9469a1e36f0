import { forTerminal } from "../text/escape.ts";
import { type Code, catalogue } from "./catalogue.ts";
import type { Finding } from "./finding.ts";

const levels = { error: "error", warning: "warning", info: "note" } as const;

/** Findings as SARIF 2.1.0, for code scanning and editors. Texts are plain, never Markdown: they hold foreign words. */
export function renderSarif(findings: readonly Finding[], version: string): object {
  const codes = [...new Set(findings.map((item) => item.code))].sort();
  const rules = codes.map((code: Code) => ({
    id: code,
    shortDescription: { text: catalogue[code].cause },
    help: { text: helpOf(code) },
    defaultConfiguration: { level: levels[catalogue[code].severity] },
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "qms-bypass", version, rules },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((item) => ({
          ruleId: item.code,
          ruleIndex: codes.indexOf(item.code),
          level: levels[item.severity],
          message: { text: plainText(`${item.message} ${item.fix}`.trim()) },
          locations: item.path === null ? [] : [{ physicalLocation: locationOf(item) }],
        })),
      },
    ],
  };
}

/** What to do depends on the case where the fix has placeholders; the results say it there. */
function helpOf(code: Code): string {
  const { cause, fix } = catalogue[code];
  return /\{\w+\}/.test(fix) ? cause : `${cause} ${fix}`;
}

/** Foreign words stay words: no control or reordering characters, and no `[text](target)`, which SARIF makes a link (3.11.6). */
function plainText(text: string): string {
  return forTerminal(text).replaceAll("](", "] (");
}

function locationOf(item: Finding): object {
  const uri = (item.path ?? "").split("/").map(encodeURIComponent).join("/");
  const region = item.line === null ? {} : { region: { startLine: item.line, startColumn: item.column ?? 1 } };
  return { artifactLocation: { uri }, ...region };
}
