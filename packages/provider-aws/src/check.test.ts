import { nodeHost } from "@claviger/core";
import type { Check } from "@claviger/core/provider";
import { afterAll, expect, test } from "vitest";
import { aws } from "./aws.ts";
import { awsOptions } from "./testing/aws-options.ts";
import { awsError, startStandIn } from "./testing/stand-in.ts";

const standIn = await startStandIn(() => undefined);
afterAll(() => standIn.stop());

/** What is said of the clock where AWS's answers carry this date. */
async function clock(date: Date): Promise<Check | undefined> {
  standIn.reply = awsError("ResourceNotFoundException", 400, { date: date.toUTCString() });
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";
  const host = nodeHost({ env: process.env });
  const provider = aws.create(awsOptions({ region: "eu-west-1", endpoint: standIn.url }), host);
  try {
    const ctx = {
      signal: new AbortController().signal,
      deadline: host.clock.now() + 10_000,
      report: () => {},
    };
    const checks = await provider.check?.([{ path: "app/key" }], ctx);
    return checks?.find(({ subject }) => subject === "clock");
  } finally {
    await provider.close?.();
  }
}

test("a clock that agrees with AWS's is said to", async () => {
  expect(await clock(new Date())).toMatchObject({ status: "ok" });
});

test("one that is ten minutes off is what is wrong, not the credentials", async () => {
  expect(await clock(new Date(Date.now() + 600_000))).toMatchObject({
    status: "error",
    message: expect.stringMatching(/(?:599|600) s behind the store's/),
    fix: expect.stringContaining("NTP"),
  });
});
