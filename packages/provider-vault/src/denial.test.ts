import { expect, test } from "vitest";
import { isTokenRefused } from "./denial.ts";

test.each([
  ["OpenBao, older Vault: unknown token", ["permission denied"], true],
  ["newer Vault: unknown token", ["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"], true],
  ["denied by policy", ["1 error occurred:\n\t* permission denied\n\n"], false],
])("%s", (_, errors, refused) => {
  expect(isTokenRefused({ status: 403, headers: {}, body: { errors } })).toBe(refused);
});

test("a proxy's 403 says nothing of the token", () => {
  expect(isTokenRefused({ status: 403, headers: {}, body: { message: "Forbidden" } })).toBe(false);
});
