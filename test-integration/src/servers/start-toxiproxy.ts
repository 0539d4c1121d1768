import type { FaultProxies, FaultProxy } from "./fault-proxy.ts";
import { answersOk, httpRequest } from "./http-request.ts";
import { toxiproxyBinary } from "./install-toxiproxy.ts";
import { startServerProcess } from "./server-process.ts";
import type { TcpFault } from "./tcp-fault.ts";

/** Sends a request to toxiproxy's HTTP API and gives the JSON of the answer. */
type Api = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** The name of the one toxic that a proxy has. */
const toxicName = "fault";

/** Starts toxiproxy: its proxies are what others use to break networks with. */
export async function startToxiproxy(): Promise<FaultProxies> {
  const { port, controls } = await startServerProcess({
    name: "toxiproxy",
    command: ({ port }) => ({ file: toxiproxyBinary, args: ["-host", "127.0.0.1", "-port", String(port)] }),
    isReady: async ({ port }) => await answersOk({ url: `http://127.0.0.1:${port}/version` }),
  });
  const api = apiOf(`http://127.0.0.1:${port}`);
  let count = 0;
  return {
    start: async (upstream) => {
      count += 1;
      return await startProxy(api, { name: `proxy-${count}`, upstream });
    },
    stop: () => controls.stop(),
    [Symbol.asyncDispose]: () => controls.stop(),
  };
}

async function startProxy(
  api: Api,
  options: { readonly name: string; readonly upstream: string },
): Promise<FaultProxy> {
  const { name, upstream } = options;
  const path = `proxies/${name}`;
  const created = await api("POST", "proxies", {
    name,
    listen: "127.0.0.1:0",
    upstream: new URL(upstream).host,
    enabled: true,
  });
  const listen: unknown = typeof created === "object" && created !== null && Reflect.get(created, "listen");
  if (typeof listen !== "string") throw new Error("toxiproxy does not say where its proxy listens.");
  let faulty = false;
  let stopped = false;
  const heal = async (): Promise<void> => {
    if (faulty) await api("DELETE", `${path}/toxics/${toxicName}`);
    faulty = false;
    await api("POST", path, { enabled: true, listen, upstream: new URL(upstream).host });
  };
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await api("DELETE", path);
  };
  return {
    address: `http://${listen}`,
    setFault: async (fault) => {
      await heal();
      if (fault.kind === "down") {
        await api("POST", path, { enabled: false, listen, upstream: new URL(upstream).host });
        return;
      }
      await api("POST", `${path}/toxics`, { name: toxicName, stream: "downstream", ...toxic(fault) });
      faulty = true;
    },
    heal,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Toxic {
  readonly type: string;
  readonly attributes: object;
}

/** The fault as toxiproxy names it. */
function toxic(fault: Exclude<TcpFault, { kind: "down" }>): Toxic {
  if (fault.kind === "latency") return { type: "latency", attributes: { latency: fault.milliseconds } };
  if (fault.kind === "reset") return { type: "reset_peer", attributes: { timeout: 0 } };
  if (fault.kind === "half-open") return { type: "timeout", attributes: { timeout: 0 } };
  if (fault.kind === "slow-close") return { type: "slow_close", attributes: { delay: fault.milliseconds } };
  if (fault.kind === "truncation") return { type: "limit_data", attributes: { bytes: fault.bytes } };
  return { type: "bandwidth", attributes: { rate: fault.kilobytesPerSecond } };
}

function apiOf(address: string): Api {
  return async (method, path, body) => {
    const answer = await httpRequest({
      url: `${address}/${path}`,
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`toxiproxy: ${method} ${path} answered ${answer.status}.`);
    return answer.body === "" ? undefined : JSON.parse(answer.body);
  };
}
