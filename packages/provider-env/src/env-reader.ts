import {
  type Answer,
  type CallContext,
  type Check,
  type Host,
  type Location,
  type NameCase,
  type SecretRecord,
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
  getMany(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<SecretRecord>[]>;
  check(ctx: CallContext): Promise<readonly Check[]>;
}

/** Makes the reader of one instance. It reads nothing yet. */
export function envReader(options: EnvReaderOptions, host: Host): EnvReader {
  const { clock, environment, fs } = host;
  const files = envFiles(options.files, host);
  const lookUp = lookUpIn({ files, nameCase: options.case, host });
  const inTime = <T>(task: string, { signal, deadline }: CallContext, work: () => Promise<T>): Promise<T> =>
    whileWanted(work, { signal, deadline, clock, task });
  const read = async (
    locations: readonly Location[],
    ctx: CallContext,
    what = `${locations.length} variables`,
  ): Promise<readonly Answer<SecretRecord>[]> => {
    const answers = await inTime(`reading ${what}`, ctx, () => lookUp(locations));
    for (const answer of answers) {
      if (answer.status === "found") warnInProduction(answer.value, { environment, ctx });
    }
    return answers;
  };
  return {
    async get(location, ctx) {
      const [answer] = await read([location], ctx, location.path);
      if (answer?.status === "error") throw answer.error;
      return answer?.status === "found" ? answer.value : undefined;
    },
    getMany: (locations, ctx) => read(locations, ctx),
    check: (ctx) => inTime("examining the .env files", ctx, () => checkFiles(files, fs)),
  };
}
