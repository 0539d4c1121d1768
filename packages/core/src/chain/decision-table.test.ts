import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../errors/error-code.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { decisionTable, type Fallback, fallbacks } from "./decision-table.ts";

/** The specification: with which `fallback` the chain goes on after a failure, and whether that counts as absent. */
const specification: Readonly<Record<ErrorCode, "absent" | readonly Fallback[]>> = {
  unsupported: "absent",
  deleted: "absent",
  field_not_found: [],
  version_not_found: [],
  disabled: [],
  decode: [],
  conflict: [],
  throttled: ["unavailable", "any"],
  unavailable: ["unavailable", "any"],
  timeout: ["unavailable", "any"],
  denied: ["any"],
  auth_failed: ["any"],
  not_configured: [],
  invalid_ref: [],
  invalid_value: [],
  aborted: [],
  internal: [],
  not_found: [],
};

const codes = Object.keys(specification) as ErrorCode[];
const cells = codes.flatMap((code) =>
  fallbacks.map((fallback) => ({ code, fallback, row: specification[code] })),
);
const asAbsent = cells.filter(({ row }) => row === "absent");
const steppedPast = cells.filter(({ row, fallback }) => row !== "absent" && row.includes(fallback));
const stopped = cells.filter((cell) => !asAbsent.includes(cell) && !steppedPast.includes(cell));

/** A chain whose upper layer fails with `code`. */
function chainWith(
  code: ErrorCode,
  fallback: Fallback,
  lowerHasIt: boolean,
): ReturnType<typeof makeSecrets> & { readonly lower: ScriptedStore } {
  const upper = new ScriptedStore("upper").set("name", { fails: code });
  const lower = new ScriptedStore("lower").set("name", lowerHasIt ? "value of lower" : undefined);
  return { ...makeSecrets([upper, lower], { fallback }), lower };
}

describe("a layer that fails", () => {
  it("has a row in the specification for every answer", () => {
    const answers = Object.keys(decisionTable).filter(
      (answer) => !["found", "absent", "cannot_hold"].includes(answer),
    );
    expect(answers.toSorted()).toEqual(codes.toSorted());
    expect(asAbsent.length + steppedPast.length + stopped.length).toBe(codes.length * fallbacks.length);
  });

  it.each(asAbsent)(
    "with $code counts as absent, whatever fallback is ($fallback)",
    async ({ code, fallback }) => {
      const { secrets, events } = chainWith(code, fallback, true);
      expect(await secrets.get("name")).toBe("value of lower");
      expect(events.filter(({ type }) => type === "fallback")).toEqual([]);
      expect(secrets.stats().degraded).toBe(0);
      const nobody = chainWith(code, fallback, false);
      expect(await nobody.secrets.get("name", { default: "the default" })).toBe("the default");
    },
  );

  it.each(steppedPast)(
    "with $code is stepped past, loudly, with fallback $fallback",
    async ({ code, fallback }) => {
      const { secrets, events } = chainWith(code, fallback, true);
      expect(await secrets.get("name")).toBe("value of lower");
      expect(events.filter(({ type }) => type === "fallback")).toHaveLength(1);
      expect(events).toContainEqual(
        expect.objectContaining({ type: "resolved", degraded: true, provider: "lower" }),
      );
      expect(secrets.stats().degraded).toBe(1);
    },
  );

  it.each(steppedPast)(
    "with $code is no absence where nobody else has the name (fallback $fallback)",
    async ({ code, fallback }) => {
      const { secrets } = chainWith(code, fallback, false);
      await expect(secrets.get("name", { default: "the default" })).rejects.toMatchObject({ code });
      await expect(secrets.get("name", { required: false })).rejects.toMatchObject({ code });
    },
  );

  it.each(stopped)("with $code stops the chain with fallback $fallback", async ({ code, fallback }) => {
    const { secrets, lower } = chainWith(code, fallback, true);
    await expect(secrets.get("name", { default: "the default" })).rejects.toMatchObject({
      code,
      provider: "upper",
    });
    expect(lower.calls).toEqual([]);
  });
});

describe("a step past a failure", () => {
  it("is warned about once a link and code, and counted each time", async () => {
    const upper = new ScriptedStore("upper")
      .set("a", { fails: "unavailable" })
      .set("b", { fails: "unavailable" });
    upper.set("c", { fails: "throttled" });
    const lower = new ScriptedStore("lower").set("a", "1").set("b", "2").set("c", "3");
    const { secrets, events } = makeSecrets([upper, lower], { fallback: "unavailable" });
    await secrets.getMany(["a", "b", "c"]);
    const warnings = events.filter((event) => event.type === "warning");
    expect(warnings.map(({ code, provider }) => [code, provider])).toEqual([
      ["CLAVIGER_FALLBACK", "upper"],
      ["CLAVIGER_FALLBACK", "upper"],
    ]);
    expect(secrets.stats().links[0]).toMatchObject({ provider: "upper", failures: 3, steppedPast: 3 });
  });

  it("is done again at every read: a failure is never cached", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "unavailable" });
    const { secrets } = makeSecrets([upper, new ScriptedStore("lower").set("a", "low")], {
      fallback: "unavailable",
    });
    await secrets.get("a");
    upper.set("a", "high");
    expect(await secrets.get("a")).toBe("high");
  });

  it("leaves the first failure as the error when the layers after it have nothing", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "timeout" });
    const middle = new ScriptedStore("middle").set("a", { fails: "unavailable" });
    const { secrets } = makeSecrets([upper, middle, new ScriptedStore("lower")], { fallback: "any" });
    await expect(secrets.get("a")).rejects.toMatchObject({
      code: "timeout",
      provider: "upper",
      attempts: [{ answer: "timeout" }, { answer: "unavailable" }, { answer: "absent" }],
    });
  });
});

describe("a deleted secret", () => {
  it("counts as absent, with a warning that names it", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "deleted" });
    const { secrets, events } = makeSecrets([upper]);
    expect(await secrets.get("a", { required: false })).toBeUndefined();
    expect(events).toContainEqual(expect.objectContaining({ type: "warning", code: "CLAVIGER_DELETED" }));
  });

  it("in one of a provider's places does not hide the other", async () => {
    const store = new ScriptedStore("store").set("first/a", { fails: "deleted" }).set("second/a", "found");
    store.locate = ({ name }) => [{ path: `first/${name}` }, { path: `second/${name}` }];
    expect(await makeSecrets([store]).secrets.get("a")).toBe("found");
  });
});
