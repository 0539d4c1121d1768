import type { SecretsEvent } from "@claviger/core";
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import { closed, resolved } from "../testing/events.ts";
import { fanOut } from "./fan-out.ts";

let emitWarning: Mock<typeof process.emitWarning>;
beforeEach(() => {
  emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function failing(): void {
  throw new TypeError("hunter2");
}

describe("several sinks", () => {
  it("each get every event in order, functions and objects alike", () => {
    const first: SecretsEvent[] = [];
    const second = {
      seen: [] as SecretsEvent[],
      onEvent(event: SecretsEvent) {
        this.seen.push(event);
      },
    };
    const onEvent = fanOut((event) => first.push(event), second);
    onEvent(resolved);
    onEvent(closed);
    expect(first).toEqual([resolved, closed]);
    expect(second.seen).toEqual([resolved, closed]);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it("do not fail with one of them, which is told once, by its class alone", () => {
    const seen: SecretsEvent[] = [];
    const onEvent = fanOut(failing, (event) => seen.push(event));
    onEvent(resolved);
    onEvent(closed);
    expect(seen).toEqual([resolved, closed]);
    expect(emitWarning.mock.calls).toEqual([
      ["sink 1 of fanOut threw TypeError", { type: "SecretsWarning", code: "CLAVIGER_TELEMETRY" }],
    ]);
  });

  it("do not end the process where one is asynchronous and fails", async () => {
    const rejected = Promise.reject(new RangeError("hunter2"));
    fanOut(() => rejected)(resolved);
    await expect(rejected).rejects.toThrow(RangeError);
    expect(emitWarning.mock.calls[0]?.[0]).toBe("sink 1 of fanOut threw RangeError");
  });

  it("may be none", () => {
    expect(fanOut()(resolved)).toBeUndefined();
  });
});
