import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { dotenvLine } from "./dotenv-line.ts";
import type { ValueEntry } from "./entry.ts";

export interface ObjectOptions {
  /** What a Kubernetes object is called. */
  readonly name: string;
}

type Format = (entries: readonly ValueEntry[], options: ObjectOptions) => Promise<string>;

/** The formats that hold values. */
export const valueFormats = {
  /** What dotenv reads. */
  dotenv: async (entries) => joined(entries, "dotenv", ({ variable, value }) => dotenvLine(variable, value)),
  json: async (entries) => `${JSON.stringify(asObject(entries), undefined, 2)}\n`,
  yaml: async (entries) => (await import("yaml")).stringify(asObject(entries)),
  /** What a POSIX shell reads by `eval` or `.`. */
  shell: async (entries) =>
    joined(entries, "a shell", ({ variable, value }) =>
      /^[A-Za-z_]\w*$/.test(variable) && !value.includes("\0")
        ? `export ${variable}=${quoted(value)}`
        : undefined,
    ),
  /** What `docker run --env-file` reads: values as they are, to the end of the line. */
  docker: async (entries) =>
    joined(entries, "docker's --env-file", ({ variable, value }) =>
      /[\n\r\0]/.test(value) || /\s|^#/.test(variable) ? undefined : `${variable}=${value}`,
    ),
  "k8s-secret": async (entries, { name }) => {
    const data = entries.map(
      ({ variable, value }) => [variable, Buffer.from(value).toString("base64")] as const,
    );
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name },
      type: "Opaque",
      data: Object.fromEntries(data),
    };
    return (await import("yaml")).stringify(secret);
  },
  /** What `EnvironmentFile=` of a unit reads (systemd.exec(5)). */
  systemd: async (entries) =>
    joined(entries, "systemd", ({ variable, value }) =>
      value.includes("\0") ? undefined : `${variable}="${value.replaceAll(/["\\`$]/g, String.raw`\$&`)}"`,
    ),
} as const satisfies Readonly<Record<string, Format>>;

/** @param line - one entry's line; `undefined` where the format cannot hold it */
function joined(
  entries: readonly ValueEntry[],
  reader: string,
  line: (entry: ValueEntry) => string | undefined,
): string {
  const lines = entries.map((entry) => ({ entry, text: line(entry) }));
  const failed = lines.flatMap(({ entry, text }) => (text === undefined ? [entry.variable] : []));
  if (failed.length === 0) return lines.map(({ text }) => `${text}\n`).join("");
  throw new CliError(`${reader} cannot be given ${failed.join(", ")}: nothing there would be read as it is`, {
    code: "unsupported",
    exitCode: exitCodes.misconfigured,
    hint: "choose another format, such as json, or leave these out by naming the others",
  });
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

function asObject(entries: readonly ValueEntry[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ variable, value }) => [variable, value]));
}
