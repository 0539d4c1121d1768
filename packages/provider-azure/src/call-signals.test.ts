import { expect, test } from "vitest";
import { CallSignals } from "./call-signals.ts";

test("a call ends with its caller, and no other call does", () => {
  const [signals, caller, other] = [new CallSignals(), new AbortController(), new AbortController()];
  const [ended, left] = [signals.link(caller.signal), signals.link(other.signal)];
  caller.abort("gone");
  expect([ended.signal.reason, left.signal.aborted]).toEqual(["gone", false]);
});

test("all calls end with the instance, and so do later ones", () => {
  const [signals, caller] = [new CallSignals(), new AbortController()];
  const { signal } = signals.link(caller.signal);
  signals.close("closed");
  signals.close("again");
  expect([signal.reason, signals.link(caller.signal).signal.reason]).toEqual(["closed", "closed"]);
});

test("a caller that has gone already ends its call at once", () => {
  expect(new CallSignals().link(AbortSignal.abort("gone")).signal.reason).toBe("gone");
});

test("a call that is over lets go of its caller", () => {
  const [signals, caller] = [new CallSignals(), new AbortController()];
  const call = signals.link(caller.signal);
  call.end();
  expect(call.signal.aborted).toBe(true);
  const reason: unknown = call.signal.reason;
  caller.abort("gone");
  signals.close("closed");
  expect(call.signal.reason).toBe(reason);
});
