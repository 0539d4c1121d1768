import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { type StoreView, storeView, VersionLog } from "../transfer/store-view.ts";

/** The two ends of a copy or a comparison, as the command line names them. */
export interface SidesOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  /** @default `environment` */
  readonly fromEnvironment?: string | undefined;
  /** @default `environment` */
  readonly toEnvironment?: string | undefined;
  /** The one store in which names are looked up, in place of the chain. */
  readonly store?: string | undefined;
}

/** One end. */
export interface Side {
  readonly view: StoreView;
  readonly environment: string;
  /** Names are looked up in this store alone. */
  readonly store: string | undefined;
}

export interface Sides {
  readonly from: Side;
  readonly to: Side;
  /** The two are different environments. */
  readonly apart: boolean;
}

export async function openSides(options: SidesOptions): Promise<Sides> {
  const { environment, fromEnvironment = environment, toEnvironment = environment } = options;
  const from = await openSide(options, fromEnvironment);
  if (fromEnvironment === toEnvironment) return { from, to: from, apart: false };
  const to = await openSide(options, toEnvironment);
  return { from, to, apart: from.environment !== to.environment };
}

async function openSide({ report, store }: SidesOptions, environment: string | undefined): Promise<Side> {
  const log = new VersionLog();
  const deployment = await openDeployment({ environment, report, live: true, onEvent: log.hear });
  return { view: storeView(deployment, log), environment: deployment.environment, store };
}
