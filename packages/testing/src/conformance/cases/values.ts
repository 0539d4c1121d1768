import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Texts that something on the way may change. */
const texts: readonly (readonly [string, string])[] = [
  ["emoji", "🔑👩‍👩‍👧‍👦🇨🇭"],
  ["combining characters, not composed", "e\u0301 and é"],
  ["text from right to left", "سر العميل שלום"],
  ["lines", "-----BEGIN KEY-----\r\nabc\n\tdef\n"],
  ["spaces at its ends", "  value  "],
  ["a byte order mark", "\ufeffvalue"],
  ["quotes and backslashes", `it's "quoted" \\n \\\\ \`ls\``],
  ["what shells and templates expand", "$HOME ${HOME} $(id) {{x}} %s %00 {environment}"],
  ["JSON, to the letter", '{ "a": 1.0, "b": 12345678901234567890, "c": null }'],
  ["a number", "007.50"],
];

async function roundTrip(bench: Bench, value: string): Promise<void> {
  const { name, reference } = await bench.seed(value);
  expect(await bench.secrets.get(name)).toBe(value);
  expect(await bench.secrets.get(reference)).toBe(value);
}

const holding = texts.map<ConformanceCase>(([what, text]) => ({
  behaviour: `a text with ${what} comes back unchanged`,
  run: (bench) => roundTrip(bench, text),
}));

async function longText(bench: Bench, length: number): Promise<void> {
  const { maxBytes = Number.POSITIVE_INFINITY } = bench.definition.capabilities;
  if (maxBytes < length) throw bench.skipped(`a value has at most ${maxBytes} bytes`);
  await roundTrip(bench, bench.canary.value(length).slice(0, length));
}

/** What is stored comes back, and nothing else. */
export const valueCases: readonly ConformanceCase[] = [
  {
    behaviour: "a text comes back, by its name and by its reference",
    run: (bench) => roundTrip(bench, bench.canary.value()),
  },
  ...holding,
  {
    behaviour: "the empty string is a value",
    needs: ["emptyValues"],
    async run(bench) {
      const { name } = await bench.seed("");
      expect(await bench.secrets.get(name, { default: "the default" })).toBe("");
    },
  },
  {
    behaviour: "a text with a NUL comes back unchanged",
    needs: ["nulCharacters"],
    run: (bench) => roundTrip(bench, "a\u0000b"),
  },
  { behaviour: "a text of 64 KiB comes back unchanged", run: (bench) => longText(bench, 65_536) },
  { behaviour: "a text of 1 MiB comes back unchanged", run: (bench) => longText(bench, 1_048_576) },
  {
    behaviour: "a text that looks like a reference is data, unless the store is configuration",
    async run(bench) {
      const { references = false } = bench.definition.capabilities;
      if (references) throw bench.skipped("its answers may be references");
      await roundTrip(bench, bench.reference(bench.name()));
    },
  },
  {
    behaviour: "bytes that are no text come back unchanged, and are no text",
    needs: ["binary"],
    async run(bench) {
      const bytes = Uint8Array.from({ length: 512 }, (_, index) => 255 - (index % 256));
      bench.canary.watch(bytes);
      const { name, reference } = await bench.seed(bytes);
      expect(await bench.secrets.getBytes(name)).toEqual(bytes);
      expect(await bench.secrets.getBytes(reference)).toEqual(bytes);
      await bench.failure(bench.secrets.get(name), "a read of bytes as text", "decode");
    },
  },
  {
    behaviour: "a text can be read as bytes",
    async run(bench) {
      const { name } = await bench.seed("pässword");
      expect(await bench.secrets.getBytes(name)).toEqual(new TextEncoder().encode("pässword"));
    },
  },
];
