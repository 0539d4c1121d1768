import { describe, expect, it } from "vitest";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

describe("explain", () => {
  it("names every link, its answer, and why the winner won", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "unavailable" });
    const middle = new ScriptedStore("middle").set("a", {
      id: "a",
      value: { type: "text", text: "hunter2" },
      version: "7",
    });
    const { secrets } = makeSecrets([upper, new ScriptedStore("empty"), middle, new ScriptedStore("last")], {
      fallback: "unavailable",
    });
    const explanation = await secrets.explain("a");
    expect(explanation).toMatchObject({
      outcome: "found",
      provider: "middle",
      degraded: true,
      reason:
        "middle has it, and answered by stepping past a failure, after upper (unavailable), empty (absent)",
      attempts: [
        { provider: "upper", answer: "unavailable", detail: "upper says unavailable" },
        { provider: "empty", answer: "absent", location: "a" },
        { provider: "middle", answer: "found", version: "7", cached: false },
        { provider: "last", answer: "not_asked" },
      ],
    });
    expect(JSON.stringify(explanation)).not.toContain("hunter2");
  });

  it("does not reject for a secret that cannot be had", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "denied" });
    const { secrets } = makeSecrets([store, new ScriptedStore("lower")]);
    expect(await secrets.explain("a")).toMatchObject({ outcome: "failed", error: { code: "denied" } });
    expect(await secrets.explain("b")).toMatchObject({ outcome: "not_found", error: { code: "not_found" } });
  });

  it("tells what came from the cache", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("a", "v")]);
    await secrets.get("a");
    expect((await secrets.explain("a")).attempts[0]).toMatchObject({ cached: true });
    expect((await secrets.explain("a", { refresh: true })).attempts[0]).toMatchObject({ cached: false });
  });
});
