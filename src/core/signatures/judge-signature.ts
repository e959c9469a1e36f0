import type { Instant } from "../time/instant.ts";
import { attempt } from "./malformed.ts";
import { readPackets } from "./openpgp-packets.ts";
import { isOpenPgpSignatureOf, readOpenPgpSignature } from "./openpgp-signature.ts";
import { readArmor } from "./read-armor.ts";
import { splitCommit } from "./split-commit.ts";
import { sshFingerprint } from "./ssh-fingerprint.ts";
import { readSshSignature, sshSignatureProblem } from "./ssh-signature.ts";
import type { TrustedKey, TrustRoots } from "./trust-roots.ts";

/** What the signature of a commit shows. Time is not judged here. */
export type SignatureJudgement =
  /** Nothing, because there is none. */
  | { readonly state: "unsigned" }
  /** Nothing: it cannot be read, or is of a kind that is not read (S/MIME, newer OpenPGP). */
  | { readonly state: "unreadable"; readonly problem: string }
  /** Nothing: nobody here says that this key counts. */
  | { readonly state: "foreign"; readonly key: string }
  /** It names a key that counts, and is not of that key over these bytes. */
  | { readonly state: "invalid"; readonly key: TrustedKey; readonly problem: string }
  /** The key made it over just these bytes. `signedAt`: the time that the signature itself says; SSH has none. */
  | { readonly state: "good"; readonly key: TrustedKey; readonly signedAt: Instant | null };

/** The judgement and the author line, which a server's signature vouches for. */
export type JudgedCommit = SignatureJudgement & { readonly author: string };

const PGP = "-----BEGIN PGP SIGNATURE-----";
const SSH = "-----BEGIN SSH SIGNATURE-----";

/**
 * Judges the signature of a commit by the keys that count.
 * @param bytes the commit object as git stores it, without its head
 */
export function judgeSignature(bytes: Uint8Array, oid: string, roots: TrustRoots): JudgedCommit {
  const { payload, signature, author, isAmbiguous } = splitCommit(bytes, oid);
  if (signature === null) return { state: "unsigned", author };
  if (isAmbiguous) return { state: "unreadable", problem: "it has two signatures", author };
  const judged = attempt((): SignatureJudgement => {
    if (signature.startsWith(SSH)) return judgeSsh(signature, payload, roots);
    if (signature.startsWith(PGP)) return judgeOpenPgp(signature, payload, roots);
    return { state: "unreadable", problem: "it is neither of SSH nor of OpenPGP" };
  });
  return "state" in judged ? { ...judged, author } : { state: "unreadable", problem: judged.problem, author };
}

function judgeSsh(armored: string, payload: Buffer, roots: TrustRoots): SignatureJudgement {
  const signature = readSshSignature(armored);
  const blob = signature.publicKey.toString("base64");
  const key = roots.ssh.get(blob);
  if (key === undefined) return { state: "foreign", key: sshFingerprint(signature.publicKey) };
  const problem = attempt(() => sshSignatureProblem(signature, key.key, payload) ?? "");
  if (typeof problem !== "string") return { state: "invalid", key, problem: `it cannot be read (${problem.problem})` };
  return problem === "" ? { state: "good", key, signedAt: null } : { state: "invalid", key, problem };
}

function judgeOpenPgp(armored: string, payload: Buffer, roots: TrustRoots): SignatureJudgement {
  const [packet, ...others] = readPackets(readArmor(armored, "PGP SIGNATURE"));
  if (packet?.tag !== 2 || others.length > 0) return { state: "unreadable", problem: "it is not one signature" };
  const signature = readOpenPgpSignature(packet.body);
  const { issuer, createdAt, type, digest } = signature;
  const candidates = roots.openPgp.get(issuer) ?? [];
  const [first] = candidates;
  if (first === undefined) return { state: "foreign", key: `OpenPGP ${issuer}` };
  const invalid = (problem: string): SignatureJudgement => ({ state: "invalid", key: first, problem });
  if (type !== 0x00) return invalid(`it is of the type ${type}, not of a document`);
  if (digest === null || digest === "sha1") return invalid("its digest does not count");
  if (signature.isLimited || signature.isStrange) return invalid("it has conditions that are not read");
  for (const key of candidates) {
    if (attempt(() => isOpenPgpSignatureOf(key.key, signature, payload)) === true) {
      return { state: "good", key, signedAt: createdAt };
    }
  }
  return invalid("it is not about this commit's bytes");
}
