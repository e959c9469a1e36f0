import type { Code } from "./catalogue.ts";

/** The user's file or setting is at fault: told in one sentence with the next step, without a stack trace. Exit 2. */
export class ConfigurationError extends Error {
  readonly fix: string;
  /** The code under which an action reports it. */
  readonly code: Code;

  constructor(message: string, fix: string, code: Code = "CONFIGURATION") {
    super(message);
    this.name = "ConfigurationError";
    this.fix = fix;
    this.code = code;
  }
}

/** The outside (disk, git, network) is at fault. Exit 2. */
export class UnavailableError extends Error {
  readonly fix: string;

  constructor(message: string, fix: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "UnavailableError";
    this.fix = fix;
  }
}
