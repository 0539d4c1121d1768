export { instancesOf } from "./instances.ts";
export { list, versions } from "./listing.ts";
export { remove, restore, set, setStage } from "./changes.ts";
export { explain } from "../secrets/explain.ts";
