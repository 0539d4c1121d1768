import sodium from "libsodium-wrappers";

/** One secret as the fake keeps it: opened, so that tests can look. */
export interface StoredSecret {
  value: string;
  readonly createdAt: string;
  updatedAt: string;
  /** Of an organisation's. */
  visibility?: string;
  /** By id, of visibility `selected`. */
  repositories?: readonly number[];
}

/** The secrets of a repository, an environment or an organisation. */
export class SecretShelf {
  readonly secrets = new Map<string, StoredSecret>();
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Keeps a value as if it had been written. */
  keep(name: string, value: string, more: Pick<StoredSecret, "visibility" | "repositories"> = {}): void {
    const now = new Date().toISOString().replace(/\.\d+/, "");
    const createdAt = this.secrets.get(name)?.createdAt ?? now;
    this.secrets.set(name, { value, createdAt, updatedAt: now, ...more });
  }
}

export interface Repository {
  readonly id: number;
  readonly shelf: SecretShelf;
  readonly environments: Map<string, SecretShelf>;
}

/** What a token may do. Everywhere: a test that needs two identities makes two tokens. */
export interface Identity {
  /** `hidden`: repositories are not shown at all. `none`: seen, and their secrets are not. */
  readonly secrets: "write" | "read" | "none" | "hidden";
}

/** All that the fake remembers. */
export interface GithubState {
  readonly repositories: Map<string, Repository>;
  readonly organizations: Map<string, SecretShelf>;
  readonly tokens: Map<string, Identity>;
  /** Of the one GitHub App: its public key in PEM, and its installation. */
  app: { readonly id: string; readonly publicKey: string; readonly installationId: string } | undefined;
  /** How long installation tokens live, in seconds. */
  tokenSeconds: number;
  logins: number;
  readonly keyId: string;
  readonly keyPair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
}

/** A GitHub with one repository, `imip/platform`, its environment `production`, and the organisation `imip`. */
export async function emptyGithub(): Promise<GithubState> {
  await sodium.ready;
  return {
    repositories: new Map([
      [
        "imip/platform",
        {
          id: 1_296_269,
          shelf: new SecretShelf(100),
          environments: new Map([["production", new SecretShelf(100)]]),
        },
      ],
    ]),
    organizations: new Map([["imip", new SecretShelf(1000)]]),
    tokens: new Map(),
    app: undefined,
    tokenSeconds: 3600,
    logins: 0,
    keyId: "568250167242549743",
    keyPair: sodium.crypto_box_keypair(),
  };
}

/** Opens a sealed box. @returns `undefined` if it is none for this key */
export function unseal(sealed: string, { keyPair }: GithubState): string | undefined {
  try {
    const box = Buffer.from(sealed, "base64");
    return Buffer.from(sodium.crypto_box_seal_open(box, keyPair.publicKey, keyPair.privateKey)).toString(
      "utf8",
    );
  } catch {
    return undefined;
  }
}
