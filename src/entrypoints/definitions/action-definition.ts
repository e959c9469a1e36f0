export type InputKind = "text" | "flag" | "number" | "choice" | "secret" | "json";

/** One input of an action, as action.yml declares it and as the entrypoint reads it. */
export interface InputDefinition {
  readonly name: string;
  readonly kind: InputKind;
  readonly description: string;
  /** As action.yml says it; empty: none. */
  readonly default: string;
  readonly required?: true;
  readonly choices?: readonly string[];
}

export interface OutputDefinition {
  readonly name: string;
  readonly description: string;
}

/** One action: what `npm run generate` writes into action.yml, and the only names that its code may read and set. */
export interface ActionDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly InputDefinition[];
  readonly outputs: readonly OutputDefinition[];
}
