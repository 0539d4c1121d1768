// What 10,000 cached names cost over their values, which the baseline holds too: names and values in an array each. Each
// measurement is a process of its own, after collections.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createSecrets } from "@claviger/core";
import { defineProvider } from "@claviger/core/provider";

const names = 10_000;
/** In megabytes, for all of them, where the store tells nothing but the value. */
const budget = 4;
const runs = 5;
const megabyte = 1_000_000;

/** What a store tells of a secret beside its value: nothing, or what AWS does, which is kept for as long as the value. */
const shapes = ["plain", "aws"] as const;
type Shape = (typeof shapes)[number];

const arnOf = (path: string): string => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${path}-AbCdEf`;

function heapUsed(): number {
  for (let round = 0; round < 4; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Megabytes that so many names cost, measured in this process. */
async function measure(shape: Shape): Promise<number> {
  const asked = Array.from({ length: names }, (_, index) => `service-${index}/database-url`);
  const values = new Map(asked.map((name) => [name, `${name}:`.padEnd(64, "x")]));
  const memory = defineProvider({
    contract: 1,
    name: "memory",
    options: {},
    capabilities: { values: ["text"], versions: "ids" },
    create: () => ({
      locate: ({ name }) => [{ path: name }],
      parse: (path) => ({ path }),
      get: async ({ path }) => {
        const value = { type: "text", text: values.get(path) ?? "" } as const;
        if (shape === "plain") return { id: path, value };
        return {
          id: arnOf(path),
          value,
          version: `${path.length}1111111-1111-1111-1111-${path.padEnd(12)}`.slice(0, 36),
          stages: ["AWSCURRENT"],
          createdAt: new Date(),
          source: `${path} in us-east-1`,
        };
      },
    }),
  });
  const secrets = createSecrets({ providers: [memory()], cache: { maxEntries: 10 * names } });
  // Code and one-off structures are no cost of the names.
  for (let index = 0; index < 2_000; index++) await secrets.get(`warm-up-${index}`);
  secrets.clear();
  const before = heapUsed();
  for (const name of asked) await secrets.get(name);
  const after = heapUsed();
  if (secrets.stats().names.length !== names) throw new Error("Not all names are cached.");
  return (after - before) / megabyte;
}

function measureInChild(shape: Shape): number {
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", script, shape]);
  if (status !== 0) throw new Error(String(stderr));
  return Number(stdout);
}

const asked = shapes.find((shape) => shape === process.argv[2]);
if (asked) {
  console.log(await measure(asked));
} else {
  for (const shape of shapes) {
    const figures = Array.from({ length: runs }, () => measureInChild(shape)).toSorted((a, b) => a - b);
    const [least = 0] = figures;
    const median = figures[Math.floor(runs / 2)] ?? 0;
    const each = (median * megabyte) / names;
    console.log(
      `${names} cached names, ${shape} records: ${least.toFixed(2)} / ${median.toFixed(2)} MB (least, median), ${each.toFixed(0)} bytes each`,
    );
    if (shape === "plain" && median > budget) {
      console.log(`over the budget of ${budget} MB`);
      process.exitCode = 1;
    }
  }
}
