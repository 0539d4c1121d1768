import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wait, type ContainerRuntimeClient, type StartedTestContainer } from "testcontainers";
import { vaultImage } from "./build-vault-image.ts";
import { freePort } from "./free-port.ts";
import { LoopbackContainer } from "./loopback-container.ts";
import { startReaper, type Reaper } from "./reaper.ts";
import type { ServerControls } from "./server-controls.ts";
import { devServerArguments, isServing, type VaultHost, type VaultHostOptions } from "./vault-host.ts";
import { waitUntil } from "./wait-until.ts";

type DockerContainer = ReturnType<ContainerRuntimeClient["container"]["getById"]>;

interface Launched {
  readonly port: number;
  readonly started: StartedTestContainer;
  readonly reaper: Reaper;
  /** Has its certificate authority; removed with it. */
  readonly folder: string;
}

type LaunchOptions = VaultHostOptions & { readonly folder: string };

const containerPort = 8200;
const certificates = "/tmp";
const readySeconds = 30;

/**
 * Starts Vault in a container.
 *
 * @throws Error when it does not answer within 30 seconds.
 */
export async function startVaultContainer(
  options: VaultHostOptions & { readonly docker: ContainerRuntimeClient },
): Promise<VaultHost> {
  const image = await vaultImage({ docker: options.docker });
  const folder = await mkdtemp(join(tmpdir(), "claviger-vault-"));
  const launched = await launchOnFreePort(image, { ...options, folder });
  const container = options.docker.container.getById(launched.started.getId());
  const address = `${options.tls ? "https" : "http"}://127.0.0.1:${launched.port}`;
  const caPath = options.tls ? join(folder, "vault-ca.pem") : undefined;

  const isReady = async (): Promise<boolean> => {
    const ca = caPath === undefined ? undefined : await copyCertificateAuthority(launched.started, caPath);
    return await isServing({ ...options, address, ca });
  };
  const untilReady = async (): Promise<void> => {
    if (await waitUntil(isReady, { seconds: readySeconds })) return;
    throw new Error(`Vault's container does not answer. The end of its output:\n${await printed(container)}`);
  };
  await untilReady();
  return {
    via: "container",
    address,
    caPath,
    output: async () => await printed(container),
    controls: containerControls({ ...launched, container, untilReady }),
  };
}

function containerControls(
  server: Launched & {
    readonly container: DockerContainer;
    readonly untilReady: () => Promise<void>;
  },
): ServerControls {
  const { container, untilReady } = server;
  let stopped = false;
  const kill = async (): Promise<void> => {
    const { State } = await container.inspect();
    if (State.Paused) await container.unpause();
    if (State.Running) await container.kill({ signal: "KILL" });
  };
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await container.remove({ force: true, v: true });
    await rm(server.folder, { recursive: true, force: true });
    await server.reaper.dismiss();
  };
  return {
    pause: async () => {
      await container.pause();
    },
    resume: async () => {
      await container.unpause();
    },
    kill,
    restart: async () => {
      await kill();
      await container.wait();
      await container.start();
      await untilReady();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function launchOnFreePort(image: string, options: LaunchOptions): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await launch(image, { ...options, port });
    } catch (error) {
      // Another process may have taken the port in between.
      const taken =
        error instanceof Error && /address already in use|port is already allocated/i.test(error.message);
      if (attempt === 3 || !taken) throw error;
    }
  }
}

async function launch(image: string, options: LaunchOptions & { readonly port: number }): Promise<Launched> {
  const { port, tls, folder } = options;
  let reaper: Reaper | undefined;
  const health = Wait.forHttp("/v1/sys/health", containerPort).forStatusCode(200);
  const listen = `0.0.0.0:${containerPort}`;
  try {
    const started = await new LoopbackContainer(image, {
      ports: { container: containerPort, host: port },
      onCreated: (id) => {
        // testcontainers' own reaper is a container that a machine without a registry can't have.
        reaper = startReaper('rm -rf -- "$2"; docker rm --force --volumes "$1"', [id, folder]);
      },
    })
      .withCommand([...devServerArguments({ ...options, listen, certificates })])
      // Vault locks its memory, and its official image says so when it may not.
      .withAddedCapabilities("IPC_LOCK")
      .withWaitStrategy(tls ? health.usingTls().allowInsecure() : health)
      .withStartupTimeout(readySeconds * 1000)
      .start();
    if (reaper === undefined) throw new Error("testcontainers started a container without creating one.");
    return { port, started, reaper, folder };
  } catch (error) {
    await reaper?.reap();
    throw error;
  }
}

async function copyCertificateAuthority(
  started: StartedTestContainer,
  target: string,
): Promise<string | undefined> {
  const { exitCode, stdout } = await started.exec(["cat", `${certificates}/vault-ca.pem`]);
  if (exitCode !== 0) return undefined;
  await writeFile(target, stdout);
  return stdout;
}

/** Docker's log stream is made of frames: 8 bytes, the last four of them the length, and the text. */
async function printed(container: DockerContainer): Promise<string> {
  const frames = await container.logs({ stdout: true, stderr: true, follow: false });
  let text = "";
  for (let at = 0; at + 8 <= frames.length;) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    text += frames.toString("utf8", at + 8, end);
    at = end;
  }
  return text;
}
