import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import { EventStream } from "./event-stream.ts";
import type { SecretsEvent } from "./secrets-event.ts";

const closed: SecretsEvent = { type: "closed" };
const warning = { code: "CLAVIGER_X", message: "look here", provider: "aws" };

let emitWarning: Mock<typeof process.emitWarning>;
beforeEach(() => {
  emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("events with a listener", () => {
  it("are delivered in order, and nothing else is warned", () => {
    const events: SecretsEvent[] = [];
    const stream = new EventStream((event) => events.push(event));
    stream.emit(closed);
    stream.warn("x", warning);
    expect(stream.active).toBe(true);
    expect(events).toEqual([closed, { type: "warning", ...warning }]);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it("warn once for each id", () => {
    const events: SecretsEvent[] = [];
    const stream = new EventStream((event) => events.push(event));
    for (const id of ["a", "b", "a"]) stream.warn(id, warning);
    expect(events).toHaveLength(2);
  });

  it("do not fail where the listener throws, and tell only the class of the error, once", () => {
    const stream = new EventStream(() => {
      throw new TypeError("hunter2");
    });
    stream.emit(closed);
    stream.emit(closed);
    expect(emitWarning).toHaveBeenCalledOnce();
    expect(emitWarning.mock.calls[0]?.[0]).toBe('onEvent threw TypeError for a "closed" event');
    expect(JSON.stringify(emitWarning.mock.calls)).not.toContain("hunter2");
  });

  it("do not end the process where the listener is asynchronous and fails", async () => {
    const rejected = Promise.reject(new RangeError("hunter2"));
    const stream = new EventStream(() => rejected);
    stream.emit(closed);
    await expect(rejected).rejects.toThrow(RangeError);
    expect(emitWarning.mock.calls.map(([message]) => message)).toEqual([
      'onEvent threw RangeError for a "closed" event',
    ]);
  });

  it("survive a listener that throws what is no error", () => {
    const stream = new EventStream(() => {
      // eslint-disable-next-line no-throw-literal
      throw "hunter2";
    });
    stream.emit(closed);
    expect(emitWarning.mock.calls[0]?.[0]).toBe('onEvent threw string for a "closed" event');
  });
});

describe("events without a listener", () => {
  it("are dropped, but warnings go to the process once, with their code", () => {
    const stream = new EventStream(undefined);
    stream.emit(closed);
    stream.warn("x", warning);
    stream.warn("x", warning);
    expect(stream.active).toBe(false);
    expect(emitWarning.mock.calls).toEqual([["look here", { type: "SecretsWarning", code: "CLAVIGER_X" }]]);
  });
});
