import { rootCredentials, testRegion, type AwsCredentials } from "./aws-credentials.ts";
import { answersOk, httpRequest } from "./http-request.ts";
import { serversPython } from "./installed-servers.ts";
import type { ServerControls } from "./server-controls.ts";
import { startServerProcess } from "./server-process.ts";

/**
 * A running moto: a second opinion on AWS. Better than ministack at the limits of batches and of SSM. Do not ask it
 * for a version by stage after UpdateSecretVersionStage, or to deny anything: it is wrong there.
 */
export interface Moto extends ServerControls {
  /** Where the SDK's `endpoint` points to. */
  readonly endpoint: string;
  readonly region: string;
  /** Any credentials are taken. */
  readonly rootCredentials: AwsCredentials;
  /** Forgets all that it holds. */
  reset(): Promise<void>;
}

/** Starts moto, empty. */
export async function startMoto(): Promise<Moto> {
  const { port, controls } = await startServerProcess({
    name: "moto",
    command: ({ port }) => ({
      file: serversPython,
      args: ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
    }),
    isReady: async ({ port }) => await answersOk({ url: `http://127.0.0.1:${port}/moto-api/` }),
  });
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    ...controls,
    endpoint,
    region: testRegion,
    rootCredentials,
    reset: async () => {
      const { status } = await httpRequest({ url: `${endpoint}/moto-api/reset`, method: "POST" });
      if (status !== 200) throw new Error(`moto's reset answered ${status}.`);
    },
  };
}
