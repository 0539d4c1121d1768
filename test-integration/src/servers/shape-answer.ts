import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { TcpFault } from "./tcp-fault.ts";

interface Connection {
  readonly client: Socket;
  readonly upstream: Socket;
  /** The fault of this moment. */
  readonly fault: () => TcpFault | undefined;
}

/** How finely a limited bandwidth is portioned. */
const portionsPerSecond = 20;

/** Hands the server's answers to the client, as the fault lets them, until either closes. */
export async function shapeAnswer({ client, upstream, fault }: Connection): Promise<void> {
  let passed = 0;
  try {
    for await (const part of upstream as AsyncIterable<Buffer>) {
      const now = fault();
      if (now?.kind === "half-open") continue;
      if (now?.kind === "truncation" && passed + part.length >= now.bytes) {
        client.end(part.subarray(0, Math.max(0, now.bytes - passed)));
        upstream.destroy();
        return;
      }
      passed += part.length;
      await pass(part, client, now);
    }
  } catch {
    // The connection to the server broke, and with it the client's: see who listens to its errors.
    return;
  }
  const now = fault();
  if (now?.kind === "half-open") return;
  if (now?.kind === "latency" || now?.kind === "slow-close") await delay(now.milliseconds);
  client.end();
}

async function pass(part: Buffer, client: Socket, fault: TcpFault | undefined): Promise<void> {
  if (fault?.kind === "latency") {
    // Not awaited: what comes right after it is as late as this, and no later. Equal delays keep their order.
    setTimeout(() => client.write(part), fault.milliseconds).unref();
    return;
  }
  if (fault?.kind !== "bandwidth") {
    client.write(part);
    return;
  }
  const portion = Math.ceil((fault.kilobytesPerSecond * 1024) / portionsPerSecond);
  for (let start = 0; start < part.length && !client.destroyed; start += portion) {
    client.write(part.subarray(start, start + portion));
    await delay(1000 / portionsPerSecond);
  }
}
