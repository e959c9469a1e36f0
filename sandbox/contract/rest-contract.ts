import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { allowedDeviation, allowedValue } from "./deviations.ts";

interface Parameter {
  readonly in: "path" | "query" | "header";
  readonly name: string;
  readonly required?: boolean;
  readonly schema: object;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly type?: string; readonly properties?: object; readonly additionalProperties?: unknown };
  readonly bodyRequired?: boolean;
  readonly responses: Readonly<Record<string, object | null>>;
}

export interface MatchedOperation {
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface RestContract {
  /** The operation behind a request, by GitHub's own path templates. */
  match(method: string, path: string): MatchedOperation | null;
  parameterNames(id: string): readonly string[];
  /** Sentences; empty: GitHub would accept the request. */
  checkRequest(id: string, params: MatchedOperation["params"], query: URLSearchParams, body: unknown): string[];
  /** Sentences; empty: GitHub could give this answer. */
  checkResponse(id: string, status: number, body: unknown): string[];
}

/** Refusals that every operation may give, listed or not (testing.md, "Contract layer"). */
const everywhere = (status: number): boolean => [304, 401, 403, 404, 429].includes(status) || status >= 500;

/** Parameters that hold slashes, unlike the rest. */
const greedy = new Set(["path", "ref", "basehead", "branch"]);

const compilePath = (path: string): RegExp =>
  new RegExp(
    `^${path.replace(/[.]/g, "\\.").replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${greedy.has(name) ? ".+?" : "[^/]+"})`)}$`,
  );

/** GitHub's description of our operations (scripts/extract-contract.mjs), compiled only where used. */
export function loadRestContract(file: URL): RestContract {
  const operations: Record<string, Operation> = {};
  const $defs: Record<string, unknown> = {};
  for (const line of readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text !== "")) {
    const record = JSON.parse(line.replaceAll('"#/$defs/', '"github#/$defs/')) as {
      operation?: string;
      schema?: string;
      value?: unknown;
    };
    if (record.operation !== undefined) operations[record.operation] = record as unknown as Operation;
    else if (record.schema !== undefined) $defs[record.schema] = record.value;
  }
  const strictly = { strict: false, validateFormats: false, code: { optimize: false } } as const;
  const plain = new Ajv2020(strictly);
  // One home for the shared schemas: each is compiled once, when something first refers to it.
  plain.addSchema({ $id: "github", $defs });
  const coercing = new Ajv2020({ ...strictly, coerceTypes: "array" });
  coercing.addSchema({ $id: "github", $defs });
  const compiled = new Map<string, ValidateFunction>();
  const validator = (ajv: Ajv2020, key: string, schema: object): ValidateFunction => {
    const known = compiled.get(key) ?? ajv.compile(schema);
    compiled.set(key, known);
    return known;
  };
  /** Of a list of forms that are told apart by their `type`, only what the form of that type has against the value. */
  const telling = (errors: NonNullable<ValidateFunction["errors"]>): typeof errors => {
    const rest = errors.filter(
      ({ keyword, instancePath }) => keyword !== "anyOf" && !(keyword === "enum" && /\/\d+\/type$/.test(instancePath)),
    );
    return rest.length > 0 ? rest : errors;
  };
  const problems = (validate: ValidateFunction, value: unknown): string[] =>
    validate(value)
      ? []
      : telling(validate.errors ?? [])
          .slice(0, 8)
          .map((error) => {
            const extra = error.params.additionalProperty ?? error.params.allowedValues ?? "";
            return `${error.instancePath || "/"} ${error.message}${extra === "" ? "" : ` (${extra})`}`;
          });
  const operation = (id: string): Operation => {
    const found = operations[id];
    if (found === undefined) throw new Error(`no operation ${id} in the contract: run scripts/extract-contract.mjs`);
    return found;
  };
  // Literal segments before parameters, so that /issues/comments/{id} wins over /issues/{number}.
  const paths = Object.entries(operations)
    .map(([id, { method, path }]) => ({
      id,
      method,
      pattern: compilePath(path),
      holes: path.split("{").length,
      length: path.length,
    }))
    .sort((a, b) => a.holes - b.holes || b.length - a.length);
  return {
    match(method, path) {
      for (const { id, method: of, pattern } of paths) {
        const found = of === method ? pattern.exec(path) : null;
        if (found === null) continue;
        const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
        return { id, params: Object.fromEntries(params) };
      }
      return null;
    },
    parameterNames: (id) => operation(id).parameters.map((parameter) => parameter.name),
    checkRequest(id, params, query, body) {
      const of = operation(id);
      const found: string[] = [];
      const schema = (kind: Parameter["in"]) => {
        const those = of.parameters.filter((parameter) => parameter.in === kind);
        return {
          type: "object",
          properties: Object.fromEntries(those.map((parameter) => [parameter.name, parameter.schema])),
          required: those.filter((parameter) => parameter.required).map((parameter) => parameter.name),
          additionalProperties: false,
        };
      };
      found.push(...problems(validator(coercing, `${id} path`, schema("path")), { ...params }).map((p) => `path ${p}`));
      found.push(
        ...problems(validator(coercing, `${id} query`, schema("query")), Object.fromEntries(query)).map(
          (p) => `query ${p}`,
        ),
      );
      if (of.body === undefined) {
        if (body !== undefined) found.push("body: this operation takes none");
      } else if (body === undefined) {
        if (of.bodyRequired === true) found.push("body: missing");
      } else {
        // GitHub ignores unknown fields; a caller that sends one is mistaken all the same.
        const closed = of.body.properties !== undefined && of.body.additionalProperties === undefined;
        const strict = closed ? { ...of.body, additionalProperties: false } : of.body;
        found.push(...problems(validator(plain, `${id} body`, strict), body).map((p) => `body ${p}`));
      }
      return found;
    },
    checkResponse(id, status, body) {
      const listed = operation(id).responses[String(status)];
      if (listed === undefined)
        return everywhere(status) || allowedDeviation(id, status) !== null ? [] : [`status ${status} is not listed`];
      if (status >= 400 && allowedDeviation(id, status) !== null) return [];
      if (listed === null) return body === undefined || status >= 300 ? [] : [`status ${status} has no body`];
      return problems(validator(plain, `${id} ${status}`, listed), body)
        .filter((problem) => allowedValue(id, problem) === null)
        .map((problem) => `${status} ${problem}`);
    },
  };
}
