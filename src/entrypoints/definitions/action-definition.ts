/** How the text of an input is read: `flag` is `true` or `false`, `number` digits, `json` an object; `secret` is masked in logs. */
export type InputKind = "text" | "flag" | "number" | "choice" | "secret" | "json";

export interface InputDefinition {
  readonly name: string;
  readonly kind: InputKind;
  /** One or two plain sentences; action.yml and the README of the action print them. */
  readonly description: string;
  /** As action.yml says it; "" = none. */
  readonly default: string;
  readonly required?: true;
  /** Every value of the interface. */
  readonly choices?: readonly string[];
  /** The values that this version carries out, where that is not all of the interface: any other one is refused by name. */
  readonly works?: readonly string[];
}

export interface OutputDefinition {
  readonly name: string;
  readonly description: string;
}

/** What `npm run generate` writes into action.yml and the README of an action, and what the entry point reads its inputs by. */
export interface ActionDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly InputDefinition[];
  readonly outputs: readonly OutputDefinition[];
}
