export { list, versions } from "./listing.ts";
export { remove, restore, set, setStage } from "./operations.ts";
