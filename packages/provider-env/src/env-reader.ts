import {
  type CallContext,
  type Check,
  type Host,
  type Location,
  type NameCase,
  type SecretRecord,
  type WhileWanted,
  whileWanted,
} from "@claviger/core/provider";
import { checkFiles } from "./check-files.ts";
import { envFiles } from "./env-files.ts";
import { lookUpIn } from "./look-up-in.ts";
import { warnInProduction } from "./warn-in-production.ts";

export interface EnvReaderOptions {
  readonly files?: readonly string[];
  readonly case: NameCase;
}

/** What an instance does once it is asked for something: the part of the package that is imported on the first call. */
export interface EnvReader {
  get(location: Location, ctx: CallContext): Promise<SecretRecord | undefined>;
  check(ctx: CallContext): Promise<readonly Check[]>;
}

/** Makes the reader of one instance. It reads nothing yet. */
export function envReader(options: EnvReaderOptions, host: Host): EnvReader {
  const { clock, environment, fs } = host;
  const files = envFiles(options.files, host);
  const lookUp = lookUpIn({ files, nameCase: options.case, host });
  const within = ({ signal, deadline }: CallContext): Omit<WhileWanted, "task"> => ({
    signal,
    deadline,
    clock,
  });
  return {
    async get(location, ctx) {
      const record = await whileWanted(() => lookUp(location), {
        ...within(ctx),
        task: `reading ${location.path}`,
      });
      if (record) warnInProduction(record, { environment, ctx });
      return record;
    },
    check: (ctx) =>
      whileWanted(() => checkFiles(files, fs), { ...within(ctx), task: "examining the .env files" }),
  };
}
