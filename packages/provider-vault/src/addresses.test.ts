import { describe, expect, test } from "vitest";
import { addressesOf, addressProblems } from "./addresses.ts";

test("addresses are separated by commas, and named once", () => {
  expect(addressesOf(" https://a:8200/, https://b:8200,https://a:8200 ,")).toEqual([
    "https://a:8200",
    "https://b:8200",
  ]);
});

describe("http", () => {
  test.each(["http://127.0.0.1:8200", "http://127.8.0.1", "http://localhost:8200", "http://[::1]:8200"])(
    "on this machine is taken: %s",
    (address) => {
      expect(addressProblems(address, false)).toEqual([]);
    },
  );

  test.each(["http://vault.test:8200", "http://10.0.0.1", "http://127.0.0.1.evil.test", "HTTP://vault.test"])(
    "elsewhere is taken only if that is allowed: %s",
    (address) => {
      expect(addressProblems(`https://vault.test,${address}`, false)).toEqual([
        expect.stringContaining("allowHttp"),
      ]);
      expect(addressProblems(address, true)).toEqual([]);
    },
  );
});

test.each([
  "vault",
  "unix:///run/vault.sock",
  "https://me:canary@vault.test",
  "https://vault.test?x",
  ",",
  undefined,
])("%s is no address, and not quoted", (address) => {
  const problems = addressProblems(address, true);
  expect(problems).toHaveLength(1);
  expect(problems[0]).not.toContain("canary");
});
