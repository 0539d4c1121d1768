import type { TcpFault } from "./tcp-fault.ts";

/** A proxy in front of a test server that knows nothing of HTTP, and damages connections. It starts without a fault. */
export interface FaultProxy extends AsyncDisposable {
  /** What a client uses in place of the server's own address. */
  readonly address: string;
  /** Meets every connection from now on, those that are open too, in place of the fault before. */
  setFault(fault: TcpFault): Promise<void>;
  /** Ends the fault. Connections that it has damaged stay so. */
  heal(): Promise<void>;
  /** Closes it and all its connections. More than once is fine. */
  stop(): Promise<void>;
}

/** Starts fault proxies of one kind. */
export interface FaultProxies extends AsyncDisposable {
  /** Starts a proxy in front of an address of http. */
  start(upstream: string): Promise<FaultProxy>;
  /** Ends all of them. */
  stop(): Promise<void>;
}
