import { expect, test } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { answerOf } from "./answer-of.ts";
import { failedCheck } from "./failed-check.ts";
import { retryAfterOf } from "./retry-after.ts";

test("an answer is found, absent or an error", async () => {
  const error = new SecretError("denied", "no");
  expect(await answerOf(() => "")).toEqual({ status: "found", value: "" });
  expect(await answerOf(async () => undefined)).toEqual({ status: "absent" });
  expect(await answerOf(() => Promise.reject(error))).toEqual({ status: "error", error });
});

test("a failed check says what failed and what to do", () => {
  const error = new SecretError("denied", "the token may not", { hint: "let it" });
  expect(failedCheck("permission x", error)).toEqual({
    subject: "permission x",
    status: "error",
    message: "the token may not (denied)",
    fix: "let it",
  });
  expect(failedCheck("x", new SecretError("denied", "no"))).not.toHaveProperty("fix");
});

test("a defect is neither", async () => {
  const defect = new TypeError("defect");
  await expect(answerOf(() => Promise.reject(defect))).rejects.toBe(defect);
  expect(() => failedCheck("x", defect)).toThrow(defect);
});

test.each([
  ["3", { retryAfter: 3 }],
  ["0", { retryAfter: 0 }],
  ["Wed, 21 Oct 2026 07:28:00 GMT", {}],
  ["-1", {}],
  ["9999999", {}],
  [undefined, {}],
  [null, {}],
])("Retry-After %j asks for %j", (header, asked) => {
  expect(retryAfterOf(header)).toEqual(asked);
});
