import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("the demo shows where each value came from, a fallback and a cache hit, and no value", () => {
  const demo = join(import.meta.dirname, "demo.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [demo], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("DATABASE_URL in .env:1");
  expect(stdout).toContain("API_KEY in .env.local:1");
  expect(stdout).toContain("JWT_SECRET_FILE in the process environment");
  expect(stdout).toContain("database-url from env, from the cache");
  expect(stdout).toContain("vault failed (unavailable), asking the next layer");
  expect(stdout).toContain("not the default: the store that failed might have it");
  expect(stdout).toMatch(/DB has \d+ characters/);
  // Every secret of the demo has 32 hexadecimal digits.
  expect(stdout).not.toMatch(/[0-9a-f]{32}/);
});
