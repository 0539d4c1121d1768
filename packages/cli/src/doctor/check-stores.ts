import type { Deployment, Instance } from "@claviger/core";
import { failed, type Finding } from "./finding.ts";

/** Each store of the chain: whether it can be reached, who we are there, and what of the manifest we may do. */
export async function checkStores(
  instances: readonly Instance[],
  { manifest }: Pick<Deployment, "manifest">,
): Promise<Finding[]> {
  const names = Object.keys(manifest);
  const all = await Promise.all(instances.map((instance) => checkStore(instance, names)));
  return all.flat();
}

async function checkStore(instance: Instance, names: readonly string[]): Promise<Finding[]> {
  const { id: area } = instance;
  if (!instance.can("check"))
    return [{ area, subject: "check", status: "skipped", message: "its provider cannot examine it" }];
  try {
    const checks = await instance.check(names.filter((name) => instance.locate(name).length > 0));
    return checks.map((check) => ({ area, ...check }));
  } catch (error) {
    return [failed(area, "check", error)];
  }
}
