import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance, Manifest } from "@claviger/core";
import { choose } from "../import/choose.ts";
import { readDotenv } from "../import/read-dotenv.ts";
import { envFilesIn } from "./env-files.ts";
import { failed, type Finding } from "./finding.ts";

const area = "files";

/**
 * Secrets that are still in `.env` files although the deployment has another store for them; told from settings as `import`
 * tells them. Where the environment is the only store, that is where they belong.
 */
export async function checkLeftSecrets(
  directory: string,
  { instances, manifest }: { readonly instances: readonly Instance[]; readonly manifest: Manifest },
): Promise<Finding[]> {
  const others = instances.filter(({ id }) => id !== "env");
  if (others.length === 0) return [];
  const target = others.find(({ capabilities }) => capabilities.write) ?? others[0];
  const providers = instances.map(({ id }) => id);
  return await Promise.all(
    envFilesIn(directory).map(async (file): Promise<Finding> => {
      const subject = `${file} (secrets)`;
      try {
        const { values } = await readDotenv(readFileSync(join(directory, file)), file);
        const entries = [...values].map(([name, value]) => ({ name, value }));
        const left = choose(entries, { include: [], exclude: [], manifest, providers });
        const names = left.filter(({ moved }) => moved).map(({ name }) => name);
        if (names.length === 0) return { area, subject, status: "ok", message: "no secret is left in it" };
        return {
          area,
          subject,
          status: "warning",
          message: `secrets are left in it: ${names.join(", ")}`,
          fix: `claviger import ${file} --to ${target?.id ?? "<store>"}, which shows what it would do`,
        };
      } catch (error) {
        return failed(area, subject, error);
      }
    }),
  );
}
