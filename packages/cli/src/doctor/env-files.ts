import { readdirSync } from "node:fs";

/** Files that show what a `.env` file looks like, and hold no secret. */
const examples = /\.(?:example|sample|template|dist|defaults|schema)$/;

/** The `.env` files of a directory. */
export function envFilesIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => /^\.env(?:\.|$)/.test(name) && !examples.test(name));
}
