import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withInstallLock } from "./install-lock.ts";
import { serversPython } from "./installed-servers.ts";
import { runCommand } from "./run-command.ts";
import { say } from "./say.ts";
import { serversDirectory } from "./servers-directory.ts";

const version = "4.0.0";
const requirement = `azure-keyvault-secrets==${version} --hash=sha256:97a602406a833e8f117c540c66059c818f4321a35168dd17365fab1e4527d718\n`;

/** Microsoft's recordings of the real Key Vault, as YAML files. */
export const keyVaultRecordings = join(serversDirectory, `key-vault-recordings-${version}`);

/**
 * Downloads the source package of Microsoft's Python client, which has its tests' recordings, pinned by hash, and keeps those.
 * pip runs the package's own set-up to learn its name, after the hash was checked; nothing of it is installed.
 *
 * @throws Error when the download is not what its hash says.
 */
export async function installKeyVaultRecordings(
  options: { readonly log?: (line: string) => void } = {},
): Promise<void> {
  const log = options.log ?? say;
  if (await areThere()) return;
  await withInstallLock(join(serversDirectory, "key-vault-recordings-lock"), {
    onWait: (pid) => log(`Test servers: process ${pid} is downloading Key Vault's recordings, waiting.`),
    work: async () => {
      if (!(await areThere())) await download(log);
    },
  });
}

async function areThere(): Promise<boolean> {
  return await access(keyVaultRecordings).then(
    () => true,
    () => false,
  );
}

async function download(log: (line: string) => void): Promise<void> {
  log("Test servers: downloading Microsoft's recordings of Key Vault into .servers (once, some seconds).");
  const partial = join(serversDirectory, `recordings-partial-${process.pid}`);
  const requirements = join(partial, "requirements.txt");
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  const pinned = [
    "--no-deps",
    "--no-binary=:all:",
    "--require-hashes",
    "--dest",
    partial,
    "-r",
    requirements,
  ];
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(requirements, requirement);
    await runCommand(serversPython, ["-m", "pip", "download", ...quiet, ...pinned]);
    const name = `azure-keyvault-secrets-${version}`;
    await runCommand(serversPython, ["-m", "zipfile", "-e", join(partial, `${name}.zip`), partial]);
    await rename(join(partial, name, "tests", "recordings"), keyVaultRecordings);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
