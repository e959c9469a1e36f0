/** An account as GitHub names it. The id is the identity; the login is a label that can change hands. */
export interface Account {
  readonly login: string;
  readonly id?: number | null;
}

/** Logins compare ignoring ASCII case; anything beyond ASCII is not folded (a Kelvin sign is not a k). */
export function foldLogin(login: string): string {
  return login.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The committer of commits made on github.com: GitHub itself, not a person. */
export function isWebFlow(account: Account): boolean {
  return account.id === 19864447 || (account.id == null && foldLogin(account.login) === "web-flow");
}

/** A set of accounts with a reason for each; found by id, and by login for those whose id is not known. */
export class AccountMap<Reason> {
  private readonly byId = new Map<number, Reason>();
  private readonly byLogin = new Map<string, Reason>();

  /** The first reason given for an account stays. */
  add(account: Account, reason: Reason): void {
    if (account.id != null) {
      if (!this.byId.has(account.id)) this.byId.set(account.id, reason);
    } else if (!this.byLogin.has(foldLogin(account.login))) {
      this.byLogin.set(foldLogin(account.login), reason);
    }
  }

  get(account: Account): Reason | undefined {
    const known = account.id == null ? undefined : this.byId.get(account.id);
    return known ?? this.byLogin.get(foldLogin(account.login));
  }
}
