// A process that writes fields of one secret of an age store, one after the other, and says which it has written.
import { nodeHost } from "@claviger/core";
import { isSecretError } from "@claviger/core/provider";
import { age } from "@claviger/provider-age";

/** What it is to do: `WRITER` holds it as JSON. */
export interface WriterPlan {
  readonly directory: string;
  /** Its fields are `<name>-0`, `<name>-1` and so on. */
  readonly name: string;
  readonly count: number;
  /** How long each field's value is, in characters. */
  readonly length: number;
}

const { directory, name, count, length }: WriterPlan = JSON.parse(process.env["WRITER"] ?? "");
const options = {
  file: "store.age",
  identity: "identity.txt",
  history: 3,
  workFactor: 18,
  case: "as-is",
} as const;
const provider = age.create(options, nodeHost({ env: {}, directory }));

for (let index = 0; index < count; index++) {
  const field = `${name}-${index}`;
  const ctx = {
    signal: new AbortController().signal,
    deadline: Date.now() + 30_000,
    report: () => undefined,
  };
  try {
    await provider.patch?.({ path: "shared" }, { [field]: field.padEnd(length, ".") }, {}, ctx);
    process.stdout.write(`${field}\n`);
  } catch (error) {
    process.stderr.write(`${isSecretError(error) ? error.message : "no error of ours"}\n`);
    process.exitCode = 1;
    break;
  }
}
