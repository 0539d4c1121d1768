import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GenericContainer, ImageName, type ContainerRuntimeClient } from "testcontainers";
import { baoBinary, installationStamp } from "./installed-servers.ts";
import { say } from "./say.ts";
import { staticBusybox } from "./static-busybox.ts";

// Like the official images: /bin/vault and /bin/bao, a shell, and a server in dev mode when told nothing else.
const dockerfile = `FROM scratch
COPY busybox bao /bin/
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s /bin && ln -s bao /bin/vault && mkdir -m 1777 /tmp"]
ENTRYPOINT ["/bin/bao"]
CMD ["server", "-dev", "-dev-no-store-token", "-dev-listen-address=0.0.0.0:8200"]
EXPOSE 8200
`;

/**
 * The image that Vault's containers are made from: the one that `VAULT_IMAGE` names, or one built here from the
 * installed OpenBao, so that no registry is needed. Its tag is a hash of what it was built from; it is built once.
 */
export async function vaultImage(options: {
  readonly docker: ContainerRuntimeClient;
  readonly log?: (line: string) => void;
}): Promise<string> {
  const named = process.env["VAULT_IMAGE"];
  if (named !== undefined && named !== "") return named;
  const busybox = await staticBusybox();
  const tag = `claviger-test-vault:${await inputsHash(busybox)}`;
  if (await options.docker.image.exists(ImageName.fromString(tag))) return tag;
  await build(tag, { busybox, log: options.log ?? say });
  return tag;
}

async function inputsHash(busybox: string): Promise<string> {
  // The stamp stands for OpenBao's binary, which is large.
  const files = await Promise.all([readFile(busybox), readFile(installationStamp)]);
  const hash = createHash("sha256").update(dockerfile);
  for (const file of files) hash.update(file);
  return hash.digest("hex").slice(0, 12);
}

async function build(
  tag: string,
  options: { readonly busybox: string; readonly log: (line: string) => void },
): Promise<void> {
  const started = performance.now();
  options.log(`Test servers: building the image ${tag}.`);
  const context = await mkdtemp(join(tmpdir(), "claviger-vault-image-"));
  try {
    await copyFile(options.busybox, join(context, "busybox"));
    await copyFile(baoBinary, join(context, "bao"));
    await writeFile(join(context, "Dockerfile"), dockerfile);
    // testcontainers uses the classic builder, which needs no BuildKit and pulls nothing for an image from scratch.
    await GenericContainer.fromDockerfile(context).build(tag, { deleteOnExit: false });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  options.log(`Test servers: built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}
