import type { Attempt, Explanation } from "@claviger/core";
import { expect, test } from "vitest";
import { presentExplanation } from "./present-explanation.ts";

const asked = { cached: false, ms: 1 } as const;
const attempts: readonly Attempt[] = [
  { ...asked, provider: "vault", answer: "absent", location: "secret/app" },
  { ...asked, provider: "aws.main", answer: "unavailable", location: "app", detail: "down\u001b[2J" },
  { ...asked, provider: "aws.dr", answer: "found", location: "app", version: "v1" },
  { ...asked, provider: "env", answer: "not_asked" },
];
const explanation: Explanation = {
  name: "a",
  outcome: "found",
  provider: "aws.dr",
  reason: "aws.dr has it",
  degraded: true,
  attempts,
};
const groups: Readonly<Record<string, readonly string[]>> = {
  "aws.main": ["aws.dr"],
  "aws.dr": ["aws.main"],
};

function shown(columns: number): string[] {
  return presentExplanation(explanation, {
    environment: "production",
    replicasOf: (id) => groups[id] ?? [],
    terminal: { columns, style: (_, text) => text },
  });
}

test("the members of a replica group stand below it", () => {
  expect(shown(Infinity)).toEqual([
    "a in production: found",
    "├─ vault              absent       1.0 ms  secret/app",
    "├─ aws.main + aws.dr",
    "│  ├─ aws.main        unavailable  1.0 ms  app  down\ufffd[2J",
    "│  └─ * aws.dr        found        1.0 ms  app  version v1",
    "└─ env                not asked",
    "Aws.dr has it.",
    "Degraded: a failure was stepped past.",
  ]);
});

test("where a terminal is narrow, where and why stand on a line of their own", () => {
  const lines = shown(40);
  expect(lines).toContain("│  │    app  down\ufffd[2J");
  expect(lines.every((line) => line.length <= 48)).toBe(true);
});
