import { isSecretError } from "@claviger/core";
import type { Location } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** What follows a plain name: characters that mean something to a URL, a shell, a query or a file system. */
const endings: readonly (readonly [string, string])[] = [
  ["spaces", " a  b "],
  ["quotes", `'a' "b" \`c\``],
  ["a percent sign", "100%"],
  ["an escape", "%2e%2e%2f"],
  ["a query's characters", "?a=b&c=d"],
  ["a fragment", "#field"],
  ["letters beyond ASCII", "-ünïcödé-ключ"],
  ["an emoji", "-🔑"],
  ["a backslash", "\\..\\x"],
  ["braces", "{x}${y}"],
  ["an asterisk", "*"],
  ["a plus sign", "a+b"],
  ["a colon", ":a:b"],
  ["a slash", "/a/b"],
  ["900 letters", "x".repeat(900)],
];

/** Names that no store holds. */
const impossible = [".", "..", "../x", "a/../b", "a\nb", "a\u0000b", "\ud800"];

/** What a provider may say to a name that the store does not take. */
const refusals = ["invalid_ref", "denied"] as const;

/** An absent answer, or a refusal: no crash, and no value. */
async function isNowhere(bench: Bench, location: Location): Promise<void> {
  try {
    expect(await bench.read(location)).toBeUndefined();
  } catch (error) {
    if (!isSecretError(error)) throw error;
    await bench.failure(Promise.reject(error), "a read of a name that the store refuses", ...refusals);
  }
}

/** A name that the store takes is found as any other; one that it does not take is nowhere. */
async function isTakenOrRefused(bench: Bench, name: string): Promise<void> {
  const { secrets, provider } = bench;
  const locations = provider.locate({ name, as: "value" });
  for (const location of locations) await isNowhere(bench, location);
  if (locations.length === 0) return;
  const value = bench.canary.value();
  const stored = await bench.seed(value, name).catch(() => undefined);
  if (!stored) return;
  expect(await secrets.get(stored.reference)).toBe(value);
  const records = await Promise.all(locations.map((location) => bench.read(location)));
  const byPath = await bench.read(provider.parse(stored.path));
  expect(records.find((record) => record !== undefined)?.id).toBe(byPath?.id);
}

const odd = endings.map<ConformanceCase>(([what, ending]) => ({
  behaviour: `a name with ${what} is found if it was stored, and is absent or refused if it cannot be`,
  run: (bench) => isTakenOrRefused(bench, `${bench.name()}${ending}`),
}));

/** Names that are not spelled as most are. */
export const nameCases: readonly ConformanceCase[] = [
  ...odd,
  {
    behaviour: "names that no store can hold are located nowhere",
    async run(bench) {
      for (const name of impossible) {
        for (const as of ["value", "bundle"] as const) {
          // The field of a bundle may have any name.
          const places = bench.provider.locate({ name, as }).filter(({ field }) => field === undefined);
          expect(places, `the name ${JSON.stringify(name)}`).toEqual([]);
        }
      }
    },
  },
  {
    behaviour: "two names that only an encoding tells apart are two secrets",
    async run(bench) {
      const name = bench.name();
      const values = new Map<string, string>();
      for (const spelled of [`${name} a`, `${name}%20a`, `${name}+a`]) {
        if (bench.provider.locate({ name: spelled, as: "value" }).length === 0) continue;
        const value = bench.canary.value();
        const { reference } = await bench.seed(value, spelled).catch(() => ({ reference: undefined }));
        if (reference !== undefined) values.set(reference, value);
      }
      if (values.size < 2) throw bench.skipped("the store holds no two of them");
      for (const [reference, value] of values) expect(await bench.secrets.get(reference)).toBe(value);
    },
  },
];
