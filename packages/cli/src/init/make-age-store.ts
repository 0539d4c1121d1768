import { nodeHost, SecretError } from "@claviger/core";
import { installCommand, resolvePackage } from "./packages.ts";

/** A store that there is now. */
export interface AgeStore {
  readonly file: string;
  readonly identityFile: string;
  /** The public key: whoever else is to read the store gives theirs. */
  readonly recipient: string;
  readonly madeIdentity: boolean;
  readonly madeStore: boolean;
}

export interface AgeFiles {
  readonly file?: string | undefined;
  readonly identity?: string | undefined;
}

/** What the provider exports for this, as far as it is needed. */
interface AgeModule {
  readonly createAgeStore?: (files: {
    readonly file?: string;
    readonly identityFile?: string;
    readonly host: ReturnType<typeof nodeHost>;
  }) => Promise<AgeStore>;
}

const packageName = "@claviger/provider-age";

/**
 * Makes the key and the store of an age chain, by the provider that the project has. What is there is used.
 *
 * @throws SecretError `not_configured` where it is not installed, and what the provider throws
 */
export async function makeAgeStore(directory: string, { file, identity }: AgeFiles): Promise<AgeStore> {
  const url = resolvePackage(packageName, directory);
  if (url === undefined) {
    throw new SecretError("not_configured", `${packageName} is not installed, so that no store was made`, {
      hint: `${installCommand([packageName], directory)}, and then claviger init again`,
    });
  }
  const { createAgeStore }: AgeModule = await import(url);
  if (createAgeStore === undefined) {
    throw new SecretError("not_configured", `${packageName} is too old to make a store`, {
      hint: installCommand([`${packageName}@latest`], directory),
    });
  }
  return await createAgeStore({
    host: nodeHost(),
    ...(file === undefined ? {} : { file }),
    ...(identity === undefined ? {} : { identityFile: identity }),
  });
}
