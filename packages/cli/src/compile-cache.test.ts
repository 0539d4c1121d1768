import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheDirectory } from "./compile-cache.ts";
import { callClaviger, temporaryDirectory } from "./testing/claviger.ts";

test("compiled code is kept in the user's own cache directory", () => {
  const home = temporaryDirectory();
  expect(cacheDirectory({ HOME: home })).toBe(join(home, ".cache/claviger"));
  expect(cacheDirectory({ HOME: home, XDG_CACHE_HOME: "" })).toBe(join(home, ".cache/claviger"));
});

test("and nowhere that others can write to, or that is not there", () => {
  const home = temporaryDirectory();
  const shared = join(home, "shared");
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  expect(cacheDirectory({ HOME: home, XDG_CACHE_HOME: shared })).toBeUndefined();
  expect(cacheDirectory({ HOME: "/nonexistent" })).toBeUndefined();
  expect(cacheDirectory({ HOME: "relative" })).toBeUndefined();
  expect(cacheDirectory({})).toBeUndefined();
});

test("a run that becomes its command keeps it too, and works from it", async () => {
  const home = temporaryDirectory();
  for (let call = 0; call < 2; call++) {
    expect(await callClaviger(["run", "--", "true"], { env: { HOME: home } })).toMatchObject({
      exitCode: 0,
      stderr: "",
    });
    expect(existsSync(join(home, ".cache/claviger"))).toBe(true);
  }
});
