import { nodeHost } from "@claviger/core";
import { describe, expect, it } from "vitest";
import type { AgeOptions } from "./options.ts";
import { settingsOf } from "./settings.ts";

const host = nodeHost({ directory: "/srv/app" });
const defaults: AgeOptions = { file: ".claviger/store.age", history: 10, workFactor: 18, case: "as-is" };

describe("the settings", () => {
  it("have a store and a key in .claviger, unless others are given", () => {
    expect(settingsOf(defaults, host)).toEqual({
      file: "/srv/app/.claviger/store.age",
      history: 10,
      keys: { type: "keys", identity: "/srv/app/.claviger/identity.txt" },
    });
    expect(settingsOf({ ...defaults, file: "/x.age", passphraseFile: "p" }, host)).toMatchObject({
      file: "/x.age",
      keys: { type: "passphrase", passphraseFile: "/srv/app/p" },
    });
  });

  it("tell all problems at once, and never what may be a secret key", () => {
    const secret = "AGE-SECRET-KEY-1QQQ";
    const wrong: AgeOptions = {
      ...defaults,
      identity: "i",
      passphraseFile: "p",
      recipients: ["age1abc", secret],
      prefix: "../x",
    };
    const settings = (): unknown => settingsOf(wrong, host);
    for (const part of [
      "identity and passphraseFile",
      "recipients and passphraseFile",
      "recipient 2",
      "prefix",
    ]) {
      expect(settings).toThrow(part);
    }
    expect(settings).not.toThrow(secret);
    expect(settings).toThrow(expect.objectContaining({ code: "not_configured" }));
    expect(() => settingsOf({ ...defaults, recipients: ["ssh-ed25519 AAAA"] }, host)).toThrow("SSH");
  });
});
