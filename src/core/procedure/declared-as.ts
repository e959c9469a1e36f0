/** What an event is told from. */
interface Declaration {
  readonly type: string;
  readonly data?: object;
}

/** Whether an event declares a drill: nothing real rests on it, and no figure counts it. */
export function isDrillDeclaration({ type, data }: Declaration): boolean {
  return type === "incident.declared" && (data as { readonly drill?: unknown } | undefined)?.drill === true;
}

/** Whether an event may count for a request: a drill rests on the declaration of a drill, and what is real on a real one. */
export function isDeclaredAs(drill: boolean, event: Declaration): boolean {
  return event.type !== "incident.declared" || isDrillDeclaration(event) === drill;
}
