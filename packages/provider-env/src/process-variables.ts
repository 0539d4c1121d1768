import { fold } from "@claviger/core/provider";
import type { Host } from "@claviger/core/provider";
import type { Variables } from "./variables.ts";

const title = "the process environment";

/** The process environment as it is at each read: it may change, so that only the folding of a name is kept. */
export function processVariables({ env }: Pick<Host, "env">): Variables {
  const foldings = new Map<string, string>();
  const foldOnce = (name: string): string => {
    const folded = foldings.get(name) ?? fold(name);
    foldings.set(name, folded);
    return folded;
  };
  const valueOf = (name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);
  return {
    title,
    get(name) {
      const value = valueOf(name);
      return value === undefined ? undefined : { name, value, place: title, origin: "process" };
    },
    alike: (folded) =>
      Object.keys(env).filter((name) => foldOnce(name) === folded && valueOf(name) !== undefined),
  };
}
