import { readdirSync, readFileSync, statSync } from "node:fs";

/*
 * What the bundle has in place of `node:fs/promises` (rolldown.config.ts). Loading that and waking its threads takes 4 ms,
 * and there is nothing else to do while a command waits for its configuration.
 */

export async function readFile(path: string, encoding?: BufferEncoding): Promise<string | Buffer> {
  return readFileSync(path, encoding);
}

export async function stat(path: string): Promise<ReturnType<typeof statSync>> {
  return statSync(path);
}

export async function readdir(path: string): Promise<string[]> {
  return readdirSync(path);
}
