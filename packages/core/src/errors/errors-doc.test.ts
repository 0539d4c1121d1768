import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decisionTable } from "../chain/decision-table.ts";
import type { ErrorCode } from "./error-code.ts";

/** Every code, once: the compiler refuses this object where one is missing or unknown. */
const codes: Readonly<Record<ErrorCode, true>> = {
  field_not_found: true,
  version_not_found: true,
  deleted: true,
  disabled: true,
  not_configured: true,
  auth_failed: true,
  denied: true,
  throttled: true,
  unavailable: true,
  timeout: true,
  conflict: true,
  invalid_ref: true,
  invalid_value: true,
  decode: true,
  unsupported: true,
  aborted: true,
  internal: true,
  not_found: true,
};

type Answer = keyof typeof decisionTable;

/** How the page says what is done with an answer. */
const words: Readonly<Record<(typeof decisionTable)[Answer]["layer"], string>> = {
  use: "stop: this is the answer",
  next: "ask the next",
  stop: "stop: the read fails with it",
  past: "ask the next",
  "past-outage": "ask the next only with `fallback` `unavailable` or `any`",
  "past-refusal": "ask the next only with `fallback` `any`",
};

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const [, chain = "", ...sections] = page.split(/^## /m);

/** A section without its heading, by the code that is its heading. */
const byCode = new Map(
  sections.map((section) => {
    const end = section.indexOf("\n");
    return [section.slice(0, end), section.slice(end).trim()];
  }),
);

describe("docs/errors.md", () => {
  it("begins with what the chain does, and has one section for each code under exactly that heading", () => {
    expect(chain).toMatch(/^What the chain does with each answer\n/);
    expect(sections).toHaveLength(byCode.size);
    expect(new Set(byCode.keys())).toEqual(new Set(Object.keys(codes)));
  });

  it.each(Object.keys(codes))("says of %s what it means, what causes it and what to do", (code) => {
    const section = byCode.get(code) ?? "";
    expect(section.split("\n\n")[0]?.length).toBeGreaterThan(20);
    expect(section).toContain("**Typical causes**");
    expect(section).toContain("**What to do**");
  });

  it("has the chain's decision table as the code has it", () => {
    const rows = [...chain.matchAll(/^\| `\w+`.*$/gm)].map(([row]) =>
      row
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
    expect(rows).toEqual(
      Object.entries(decisionTable).map(([answer, { transient, layer, member }]) => [
        `\`${answer}\``,
        transient ? "yes" : "no",
        words[layer],
        words[member],
      ]),
    );
  });
});
