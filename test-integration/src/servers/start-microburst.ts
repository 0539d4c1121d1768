import { serversPython } from "./installed-servers.ts";
import { answersOk, httpRequest } from "./http-request.ts";
import type { ServerControls } from "./server-controls.ts";
import { startServerProcess } from "./server-process.ts";

/**
 * One fault of microburst: which calls it meets, how often, and what it does to them. What is left out doesn't limit.
 * Of several effects in one rule, latency comes first, then reset, timeout and error.
 */
export interface FaultRule {
  /** The service of the signature, `secretsmanager`; `*` is every one. */
  readonly service: string;
  /** `GetSecretValue` … */
  readonly operation?: string;
  /** How often it fires before it lets calls pass. @default for ever */
  readonly times?: number;
  /** The chance that it fires, 0 to 1. @default 1 */
  readonly probability?: number;
  /** Answers with this error, in the shape that AWS gives it; without a status, the one that AWS uses. */
  readonly error?: { readonly code: string; readonly status?: number; readonly message?: string };
  /** Milliseconds that pass before the call goes on. */
  readonly latency?: number | { readonly min: number; readonly max: number };
  /** Holds the call for so many milliseconds, and then answers 504. */
  readonly timeout_ms?: number;
  /** Cuts the connection instead of answering. */
  readonly reset?: true;
  /** What becomes of the real answer: its body cut short, cut off in the middle, or damaged. */
  readonly response?: {
    readonly truncate_frac?: number;
    readonly abort_frac?: number;
    readonly corrupt_bytes?: number;
    readonly set_headers?: Readonly<Record<string, string>>;
  };
}

/** A fault that a call met. */
export interface FiredFault {
  readonly service: string;
  readonly operation: string | null;
  /** What was done: `error:ThrottlingException`, `latency:…`, `reset` … */
  readonly action: string;
}

/** A running microburst: AWS-shaped faults on the way to another server. */
export interface Microburst extends ServerControls {
  /** Where the SDK's `endpoint` points to. */
  readonly endpoint: string;
  /** Replaces all rules. */
  setRules(rules: readonly FaultRule[]): Promise<void>;
  /** The faults that calls met since the start or the last {@link reset}, oldest first; the last 1,000. */
  fired(): Promise<readonly FiredFault[]>;
  /** Forgets all rules and what they did. */
  reset(): Promise<void>;
}

// microburst learns the host names of all 400 services of AWS when the first request comes, which takes it three
// seconds, and never needs one here: on 127.0.0.1 it knows the service by the signature.
const withoutHostNames = `
import microburst.detection.host as host
host._endpoint_prefix_map = dict
from microburst.cli import main
main()
`;

/** Starts microburst in front of `upstream`, an AWS endpoint such as ministack's. */
export async function startMicroburst(options: { readonly upstream: string }): Promise<Microburst> {
  const { port, controls } = await startServerProcess({
    name: "microburst",
    command: ({ port }) => ({
      file: serversPython,
      args: [
        "-c",
        withoutHostNames,
        "--upstream",
        options.upstream,
        "--host",
        "127.0.0.1",
        "--port",
        String(port),
      ],
    }),
    isReady: async ({ port }) => await answersOk({ url: `http://127.0.0.1:${port}/_microburst/health` }),
  });
  const endpoint = `http://127.0.0.1:${port}`;

  const setRules = async (rules: readonly FaultRule[]): Promise<void> => {
    const url = `${endpoint}/_microburst/rules`;
    const { status, body } = await httpRequest({ url, method: "POST", body: JSON.stringify(rules) });
    if (status !== 200) throw new Error(`microburst refused the rules: ${body}`);
  };
  return {
    ...controls,
    endpoint,
    setRules,
    fired: async () => {
      const { body } = await httpRequest({ url: `${endpoint}/_microburst/fired?limit=1000` });
      const events: unknown = JSON.parse(body);
      if (!Array.isArray(events)) throw new Error(`microburst's list of fired faults is no list: ${body}`);
      return events.map(firedFault);
    },
    reset: async () => {
      await setRules([]);
      await httpRequest({ url: `${endpoint}/_microburst/fired`, method: "DELETE" });
    },
  };
}

function firedFault(event: unknown): FiredFault {
  if (typeof event !== "object" || event === null) throw new Error("A fired fault is no object.");
  const text = (name: string): string => {
    const value: unknown = Reflect.get(event, name);
    return typeof value === "string" ? value : "";
  };
  return { service: text("service"), operation: text("operation") || null, action: text("action") };
}
