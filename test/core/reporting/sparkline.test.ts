import { expect, test } from "vitest";
import { sparkline } from "../../../src/core/reporting/render/sparkline.ts";

test.each([
  [[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"],
  [[100, 50, 100], "█▁█"],
  [[-2, null, 2], "▁·█"],
  [[3, 3, 3], "▅▅▅"],
  [[0, 0], "▁▁"],
  [[null, 5, null], ""],
  [[], ""],
])("%j is %s", (values, line) => expect(sparkline(values)).toBe(line));
