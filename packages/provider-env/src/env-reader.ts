import type { CallContext, Check, Host, Location, NameCase, SecretRecord } from "@claviger/core/provider";
import { checkFiles } from "./check-files.ts";
import { envFiles } from "./env-files.ts";
import { lookUpIn } from "./look-up-in.ts";
import { warnInProduction } from "./warn-in-production.ts";
import { withinDeadline } from "./within-deadline.ts";

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
  return {
    async get(location, ctx) {
      const record = await withinDeadline(() => lookUp(location), { ctx, clock });
      if (record) warnInProduction(record, { environment, ctx });
      return record;
    },
    check: (ctx) => withinDeadline(() => checkFiles(files, fs), { ctx, clock }),
  };
}
