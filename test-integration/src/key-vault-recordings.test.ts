import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { afterEach, describe, expect, test } from "vitest";
import { httpRequest } from "./servers/http-request.ts";
import { keyVaultRecordings } from "./servers/install-key-vault-recordings.ts";
import { type KeyVault, startKeyVault } from "./servers/key-vault/start-key-vault.ts";

// The stand-in for Key Vault answers Microsoft's recorded requests as the real service did, byte for byte in what a client reads:
// status, challenge and body, with the host and the opaque tokens of the recording put in place of its own.

interface Interaction {
  readonly request: { readonly method: string; readonly uri: string; readonly body: string | null };
  readonly response: {
    readonly status: { readonly code: number };
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly body: { readonly string: string };
  };
}

/** The recordings of the client that waits say the same as those of the other one, `_async`. */
const files = (await readdir(keyVaultRecordings)).filter((file) => !file.includes("_async"));

async function interactionsOf(file: string): Promise<readonly Interaction[]> {
  const source = await readFile(join(keyVaultRecordings, file), "utf8");
  return (parse(source) as { readonly interactions: readonly Interaction[] }).interactions;
}

let vault: KeyVault | undefined;
afterEach(async () => vault?.stop());

test("there are recordings of every operation", () => {
  expect(files).toHaveLength(13);
});

describe.each(files)("%s", (file) => {
  test("is answered as it was recorded", async () => {
    const interactions = await interactionsOf(file);
    const replay = await startReplay(interactions);
    for (const [index, interaction] of interactions.entries()) {
      const { method, uri } = interaction.request;
      const answer = await replay.send(interaction);
      expect(answer.actual, `${index}: ${method} ${uri}`).toEqual(answer.recorded);
    }
  });
});

/** What is compared. */
interface Answer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly body: unknown;
}

/** What says where the next page begins. */
function skipToken(link: string | null | undefined): string {
  return /skiptoken=([^&]+)/.exec(link ?? "")?.[1] ?? "";
}

async function startReplay(interactions: readonly Interaction[]) {
  const softDelete = interactions.some(({ response }) => response.body.string?.includes("Recoverable"));
  const started = await startKeyVault({ softDelete });
  vault = started;
  const { address, state, entra, authority } = started;
  state.slowly = true;
  const { clientId, clientSecret } = started.application("officer");
  const login = await httpRequest({
    url: `${entra.address}/${entra.tenantId}/oauth2/v2.0/token`,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: String(
      new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
      }),
    ),
    ca: authority.certificate,
  });
  const { access_token: token } = JSON.parse(login.body) as { access_token: string };
  const recordedHost = new URL(interactions[0]?.request.uri ?? "").origin;
  /** What is opaque: of the recording, and the stand-in's own in its place. */
  const opaque = new Map<string, string>();

  const own = (text: string): string => {
    let replaced = text.replaceAll(`${recordedHost}:443`, address).replaceAll(recordedHost, address);
    for (const [recorded, actual] of opaque) replaced = replaced.replaceAll(recorded, actual);
    return replaced;
  };

  const send = async ({ request, response }: Interaction): Promise<{ recorded: Answer; actual: Answer }> => {
    const text = response.body.string ?? "";
    const body: unknown = text === "" ? "" : JSON.parse(text);
    const status = response.status.code;
    prepare(body, { status });
    const isChallenged = status === 401;
    const got = await httpRequest({
      url: own(request.uri),
      method: request.method,
      headers: {
        "content-type": "application/json",
        ...(isChallenged ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(request.body === null ? {} : { body: own(request.body) }),
      ca: authority.certificate,
    });
    learn(body, got.body);
    const challenge = got.headers["www-authenticate"];
    const recorded = response.headers["www-authenticate"]?.[0];
    return {
      recorded: {
        status,
        challenge: recorded?.replace(
          /authorization="[^"]*"/,
          `authorization="${entra.address}/${entra.tenantId}"`,
        ),
        body: text === "" ? "" : JSON.parse(own(text)),
      },
      actual: { status: got.status, challenge, body: got.body === "" ? "" : JSON.parse(got.body) },
    };
  };

  /** What the stand-in cannot know: when it was, which id a version got, and how long deleting and recovering took. */
  const prepare = (body: unknown, { status }: { readonly status: number }): void => {
    const { id, attributes, deletedDate } = Object(body) as {
      id?: string;
      attributes?: { updated?: number };
      deletedDate?: number;
    };
    const version = id?.split("/").at(5);
    if (version !== undefined) state.nextVersion = () => version;
    const time = deletedDate ?? attributes?.updated;
    if (time !== undefined) state.now = () => time;
    // What was not there yet when it was polled for stays so until the recording has it.
    if (status !== 404) state.settle();
  };

  const learn = (recorded: unknown, text: string): void => {
    const actual: unknown = text === "" ? {} : JSON.parse(text);
    const [was, is] = [Object(recorded), Object(actual)] as { nextLink?: string; value?: unknown }[];
    if (skipToken(was?.nextLink) && skipToken(is?.nextLink))
      opaque.set(skipToken(was?.nextLink), skipToken(is?.nextLink));
    // A backup is opaque, too.
    if (typeof was?.value === "string" && was.value.length > 1000 && typeof is?.value === "string") {
      opaque.set(was.value, is.value);
    }
  };
  return { send };
}
