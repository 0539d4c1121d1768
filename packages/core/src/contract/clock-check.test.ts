import { expect, test } from "vitest";
import { clockCheck } from "./clock-check.ts";

const header = "Sat, 28 Nov 2026 01:00:00 GMT";
const theirs = Date.parse(header);

test.each([
  [0, "ok", "agrees"],
  [29_000, "ok", "agrees"],
  [-60_000, "warning", "60 s behind"],
  [60_000, "warning", "60 s ahead of"],
  [301_000, "error", "301 s ahead of"],
])("a clock that is %i ms off is %s", (off, status, message) => {
  expect(clockCheck(header, theirs + off)).toMatchObject({
    status,
    message: expect.stringContaining(message),
  });
});

test.each([undefined, null, "", "yesterday"])("a header of %j says nothing", (date) => {
  expect(clockCheck(date, theirs)).toBeUndefined();
});
