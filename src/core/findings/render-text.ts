import { forTerminal } from "../text/escape.ts";
import { type Paint, wrap } from "../text/layout.ts";
import type { Finding } from "./finding.ts";

/** `path:line:column`, as editors and terminals make it a link. */
export function placeOf(item: Pick<Finding, "path" | "line" | "column">): string {
  if (item.path === null) return "";
  return [item.path, item.line, item.line === null ? null : item.column].filter((part) => part !== null).join(":");
}

/** A finding for a terminal: place and code, the sentence, what to do. Every text is foreign. */
export function renderFinding(
  item: Pick<Finding, "code" | "severity" | "path" | "line" | "column" | "message" | "fix">,
  paint: Paint,
  width = 100,
): string {
  const style = item.severity === "error" ? "bad" : item.severity === "warning" ? "warn" : "dim";
  const place = placeOf(item);
  const head = `${paint(style, item.severity)} ${paint("strong", item.code)}${place === "" ? "" : ` ${paint("dim", forTerminal(place))}`}`;
  const message = wrap(forTerminal(item.message), width - 2, "  ");
  const fix = wrap(`→ ${forTerminal(item.fix)}`, width - 2, "    ");
  return `${head}\n  ${message}\n  ${paint("dim", fix)}`;
}
