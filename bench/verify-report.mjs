/** Prints what `benchVerify` measured against the goals of the ledger's specification. They are for the whole size: a part of it meets none. */
export function reportVerify({ registry, ledger }, size, say, judge) {
  const row =
    size === 1 ? judge : (what, measured, goal) => say(`        ${what}: ${measured} (goal of the whole size ${goal})`);
  const time = ({ wall, cpu }) => `${wall.toFixed(2)} s (processors ${cpu.toFixed(2)} s)`;
  const one = (name, what, { made, audit, floor, naive, tenth }, goal) => {
    say(`${what}: floor ${time(floor)}; a tenth of it ${time(tenth)}; ${made.ledgerCommits} commits of the ledger`);
    row(`verify ${what}`, time(audit), `≤ ${goal} s`, audit.wall <= goal);
    const ratio = audit.wall / floor.wall;
    row(
      `… against git's log and cat-file`,
      `${ratio.toFixed(2)}× (processors ${(audit.cpu / floor.cpu).toFixed(2)}×)`,
      "≤ 2.5×",
      ratio <= 2.5,
    );
    row("… peak memory of Node", `${audit.rss.toFixed(0)} MiB`, "≤ 300 MB", audit.rss * 1.048576 <= 300);
    const growth = audit.cpu / tenth.cpu;
    row("… growth from a tenth, processor time", `${growth.toFixed(1)}×`, "≤ 10×", growth <= 10);
    const gain = naive.wall / audit.wall;
    row(
      `… against one git log for each of ${naive.files} ${name} files (5 sampled, ${naive.each.wall.toFixed(2)} s each, multiplied)`,
      `${gain.toFixed(0)}× faster`,
      "≥ 100×",
      gain >= 100,
    );
  };
  one(
    "manifest",
    `${registry.made.registryCommits} commits with ${registry.made.versions} manifest versions, ${registry.made.events} events`,
    registry,
    4,
  );
  one("record", `${ledger.made.events} events, ${ledger.made.versions} manifests`, ledger, 3);
  row(`monthly report over ${ledger.made.events} events`, time(ledger.monthly), "≤ 3 s", ledger.monthly.wall <= 3);
}
