import { describe, expect, test } from "vitest";
import type { Clock, ProviderReport } from "@claviger/core/provider";
import type { Api, ApiRequest } from "../api.ts";
import type { Reply } from "../reply.ts";
import { TokenSession } from "./token-session.ts";

const days = 24 * 60 * 60 * 1000;

/** Time that a test moves. */
class Time implements Clock {
  #now = 0;
  readonly timers = new Set<{ readonly at: number; readonly run: () => void }>();
  now = (): number => 1_700_000_000_000 + this.#now;
  monotonic = (): number => this.#now;
  after(ms: number, run: () => void) {
    const timer = { at: this.#now + ms, run };
    this.timers.add(timer);
    return { cancel: () => void this.timers.delete(timer) };
  }
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.timers.delete(next);
      this.#now = next.at;
      next.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const reply = (status: number, body: object): Reply => ({ status, headers: {}, body: { ...body } });
const refused = reply(403, { errors: ["permission denied"] });

/** A session whose server answers as `answer` says, and what was asked of it. */
function session(
  answer: (path: string, asked: number) => Reply | Promise<Reply>,
  given?: { readonly renew: boolean },
) {
  const time = new Time();
  const asked: string[] = [];
  const heard: ProviderReport[] = [];
  const send = async ({ path }: Pick<ApiRequest, "path">): Promise<Reply> => {
    asked.push(path);
    return await answer(path, asked.filter((each) => each === path).length);
  };
  const api = { send, subject: () => ({ address: "https://vault.test" }) } as unknown as Api;
  const tokens = new TokenSession({
    api,
    host: { clock: time, random: () => 0 },
    by: given
      ? { token: "hvs.given", renew: given.renew }
      : { name: "test", logIn: async () => await send({ path: "login" }) },
    report: (report) => heard.push(report),
  });
  return {
    tokens,
    time,
    asked,
    heard,
    count: (path: string) => asked.filter((each) => each === path).length,
  };
}

const made = (seconds: number, renewable = true): Reply =>
  reply(200, { auth: { client_token: "hvs.made", lease_duration: seconds, renewable } });

describe("renewal", () => {
  test("of Vault's default of 32 days comes after 21 days, and not at once", async () => {
    const { tokens, time, count } = session(() => made(2_764_800));
    await tokens.token();
    await time.advance(21 * days);
    expect(count("auth/token/renew-self")).toBe(0);
    await time.advance(days);
    expect(count("auth/token/renew-self")).toBe(1);
    await tokens.close();
  });

  test("that fails is tried after one, two and four seconds, and the token is given up at its end", async () => {
    const { tokens, time, asked, heard } = session((path) => {
      if (path === "login") return made(30);
      throw new Error("the store is down");
    });
    await tokens.token();
    await time.advance(20_000);
    const counts: number[] = [];
    for (let second = 0; second < 11; second += 1) {
      counts.push(asked.length - 1);
      await time.advance(1_000);
    }
    expect(counts).toEqual([1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
    expect(heard.at(-1)).toEqual({ type: "credentials-lost", issuer: "token 1" });
    expect(time.timers.size).toBe(0);
    await tokens.close();
  });

  test("that Vault refuses, of a token that it knows, makes way for another login", async () => {
    const { tokens, time, asked, heard } = session((path) => {
      if (path === "login") return made(30);
      if (path === "auth/token/lookup-self") return reply(200, { data: {} });
      return reply(403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] });
    });
    await tokens.token();
    await time.advance(27_000);
    expect(asked).toEqual(["login", "auth/token/renew-self", "auth/token/lookup-self", "login"]);
    expect(heard.at(-1)).toEqual({ type: "credentials-lost", issuer: "token 1" });
    await tokens.close();
  });

  test("of a token that has died tells so at once, and the next call logs in", async () => {
    const { tokens, time, asked, heard } = session((path) => (path === "login" ? made(30) : refused));
    const first = await tokens.token();
    await time.advance(20_000);
    expect(heard.at(-1)).toEqual({ type: "credentials-lost", issuer: first.issuer });
    expect((await tokens.token()).issuer).not.toBe(first.issuer);
    expect(asked).toEqual(["login", "auth/token/renew-self", "auth/token/lookup-self", "login"]);
    await tokens.close();
  });

  test("of a token that was given stops at its end, and Vault decides from then on", async () => {
    const life = reply(200, { data: { ttl: 30, renewable: false } });
    const { tokens, time, heard } = session(() => life, { renew: true });
    await tokens.token();
    await settled();
    await time.advance(30_000);
    expect(heard).toEqual([{ type: "credentials-lost", issuer: "token 1" }]);
    expect(await tokens.token()).toMatchObject({ value: "hvs.given" });
    expect(time.timers.size).toBe(0);
  });
});

describe("a token", () => {
  test("tells when it ends for good, and not while it can be renewed", async () => {
    for (const [renewable, endsAt] of [
      [true, undefined],
      [false, 1_700_000_030_000],
    ] as const) {
      const { tokens } = session(() => made(30, renewable));
      expect((await tokens.token()).endsAt).toBe(endsAt);
      await tokens.close();
    }
  });

  test("whose life is over by the clock is not used: a suspended process logs in", async () => {
    const { tokens, time, count } = session(() => made(30, false));
    await tokens.token();
    time.timers.clear();
    await time.advance(31_000);
    await tokens.token();
    expect(count("login")).toBe(2);
    await tokens.close();
  });

  test("that a reply of an older request names is not looked at again", async () => {
    const { tokens, asked } = session(() => made(30));
    const old = { value: "hvs.old", issuer: "token 0" };
    await tokens.token();
    expect(await tokens.judge(old, 0)).toBe("ask again");
    expect(asked).toEqual(["login"]);
    await tokens.close();
  });

  test("is denied, and not dead, when the question for it fails", async () => {
    const { tokens } = session((path) => {
      if (path === "login") return made(30);
      throw new Error("the store is down");
    });
    expect(await tokens.judge(await tokens.token(), 0)).toBe("denied");
    await tokens.close();
  });
});

test("closing leaves no timer, during a login neither", async () => {
  const pending = Promise.withResolvers<Reply>();
  const { tokens, time } = session(() => pending.promise);
  const waiting = tokens.token().catch((error: unknown) => Reflect.get(Object(error), "code"));
  await tokens.close();
  expect(await waiting).toBe("aborted");
  pending.resolve(made(30));
  await settled();
  expect(time.timers.size).toBe(0);
});
