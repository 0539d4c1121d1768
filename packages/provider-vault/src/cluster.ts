import {
  type Clock,
  type HttpClient,
  type HttpRequest,
  isSecretError,
  pause,
  SecretError,
} from "@claviger/core/provider";
import { parseBody, type Reply } from "./reply.ts";
import { errorFromNetwork, meaningOf } from "./translate-error.ts";

/** How long nodes that know of no leader are asked again, in milliseconds: an election takes two to three seconds. */
const electionMs = 10_000;
const electionPauseMs = 200;

/** Failures of which it is certain that the request never came to the server. */
const neverSent = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH)/;

/** One request, without the address. */
export interface ClusterRequest extends Omit<HttpRequest, "url" | "signal"> {
  readonly signal: AbortSignal;
  /** What follows the address: `/v1/secret/data/app`. */
  readonly target: string;
  /** Whether another node may be asked where it is not known if the first took it. @default for GET */
  readonly repeatable?: boolean | undefined;
  /** This node and no other; what it answers is not judged. */
  readonly node?: string | undefined;
}

/** What one node said. */
type Outcome =
  | { readonly kind: "answer"; readonly reply: Reply }
  /** It has taken the request for nobody's: another node may answer it. */
  | { readonly kind: "passed on"; readonly reply: Reply; readonly to?: string | undefined }
  | { readonly kind: "failed"; readonly error: SecretError };

/**
 * The nodes of one Vault. The one that answered last is asked first, and the next when it certainly did not take the
 * request. A redirect is followed only to one of these addresses: the token and the values would go along. While nodes
 * answer, and none of them leads, they are asked again for a while.
 */
export class Cluster {
  readonly #addresses: readonly string[];
  readonly #http: HttpClient;
  readonly #clock: Clock;
  #preferred: string;

  constructor(addresses: readonly string[], http: HttpClient, clock: Clock) {
    this.#addresses = addresses;
    this.#http = http;
    this.#clock = clock;
    this.#preferred = addresses[0] ?? "";
  }

  /** Where the last answer came from. */
  get address(): string {
    return this.#preferred;
  }

  /** @throws SecretError if no node gives a reply, `auth_failed` (TLS), `not_configured` (a file of TLS), `decode` (too large), `aborted` */
  async send({ node, ...request }: ClusterRequest): Promise<Reply> {
    if (node !== undefined) return await this.#exchange(node, request);
    const until = this.#clock.monotonic() + electionMs;
    for (;;) {
      const outcomes = await this.#round(request);
      const last = outcomes.at(-1);
      if (last?.kind === "answer") return last.reply;
      const isElection =
        this.#addresses.length > 1 && outcomes.some((outcome) => this.#isLeaderless(outcome));
      if (!isElection || this.#clock.monotonic() > until) return this.#give(outcomes);
      await pause(electionPauseMs, { clock: this.#clock, signal: request.signal });
      if (request.signal.aborted) return this.#give(outcomes);
    }
  }

  /** Asks the nodes, each once at most, until one answers or the request may have been taken. */
  async #round(request: ClusterRequest): Promise<readonly Outcome[]> {
    const left = new Set([this.#preferred, ...this.#addresses]);
    const outcomes: Outcome[] = [];
    let next: string | undefined;
    while (left.size > 0) {
      const [node = ""] = next === undefined ? left : [next];
      left.delete(node);
      const outcome = await this.#ask(node, request);
      outcomes.push(outcome);
      if (outcome.kind === "answer") break;
      if (outcome.kind === "failed" && !canAskAnother(outcome, request)) throw outcome.error;
      const target = outcome.kind === "passed on" ? this.#nodeAt(outcome.to) : undefined;
      next = target !== undefined && left.has(target) ? target : undefined;
    }
    return outcomes;
  }

  async #ask(node: string, request: ClusterRequest): Promise<Outcome> {
    try {
      const reply = await this.#exchange(node, request);
      if (reply.status >= 300 && reply.status < 400) {
        return { kind: "passed on", reply, to: reply.headers.location ?? "" };
      }
      if (this.#addresses.length > 1 && meaningOf(reply)?.elsewhere) return { kind: "passed on", reply };
      this.#preferred = node;
      return { kind: "answer", reply };
    } catch (error) {
      // One that hangs until nobody waits any more is not asked first again.
      if (this.#preferred === node) this.#preferred = this.#after(node);
      if (isSecretError(error)) return { kind: "failed", error };
      throw error;
    }
  }

  async #exchange(node: string, { target, ...request }: ClusterRequest): Promise<Reply> {
    try {
      const { status, headers, bytes } = await this.#http.send({ ...request, url: node + target });
      return { status, headers, body: parseBody(bytes) };
    } catch (error) {
      if (isSecretError(error)) throw error;
      throw errorFromNetwork(error, { address: node });
    }
  }

  #after(node: string): string {
    return this.#addresses[(this.#addresses.indexOf(node) + 1) % this.#addresses.length] ?? node;
  }

  /** The configured address that a redirect leads to, if it leads to one. */
  #nodeAt(location: string | undefined): string | undefined {
    if (!location) return undefined;
    const origin = URL.parse(location, this.#preferred)?.origin;
    return this.#addresses.find((address) => new URL(address).origin === origin);
  }

  /** Whether a leader may soon be there: it knows of none, or of one that did not answer. */
  #isLeaderless(outcome: Outcome): boolean {
    if (outcome.kind !== "passed on") return false;
    return outcome.reply.status === 500 || this.#nodeAt(outcome.to) !== undefined;
  }

  /** What nodes said tells more than who was down. */
  #give(outcomes: readonly Outcome[]): Reply {
    const [outcome] = outcomes.toSorted((one, other) => rank(one) - rank(other));
    if (outcome?.kind === "failed") throw outcome.error;
    if (outcome?.kind !== "passed on") throw new Error("A cluster has one address at least.");
    const { reply, to } = outcome;
    if (to === undefined) return reply;
    const target = URL.parse(to, this.#preferred)?.host ?? "an address that is none";
    throw new SecretError("unavailable", `Vault at ${this.#preferred} sent the request on to ${target}`, {
      hint:
        this.#nodeAt(to) === undefined
          ? "it is a standby, or a proxy: add the addresses of all nodes to VAULT_ADDR, separated by commas, or set it to one that answers itself"
          : "that node does not answer: look whether it is down, and ask again when another leads",
      cause: { status: reply.status },
    });
  }
}

function rank(outcome: Outcome): number {
  if (outcome.kind === "failed") return 2;
  return outcome.kind === "passed on" && outcome.to !== undefined ? 1 : 0;
}

function canAskAnother(
  { error }: Extract<Outcome, { kind: "failed" }>,
  { method, repeatable = method === "GET", signal }: ClusterRequest,
): boolean {
  if (error.code !== "unavailable" || signal.aborted) return false;
  return repeatable || neverSent.test(error.cause?.code ?? "");
}
