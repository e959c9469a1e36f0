/** Says after an exploration how many kills it survived; `.ci/run` adds them up. A loop that ran over nothing has no right to say so. */
export function countKillPoints(what: string, points: number): void {
  if (points < 1) throw new Error(`${what}: no kill point was explored`);
  process.stdout.write(`kill points, all converging: ${points} of ${what}\n`);
}
