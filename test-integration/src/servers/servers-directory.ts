import { fileURLToPath } from "node:url";

/** Where the test servers are installed: a folder at the root of the repository that git ignores. */
export const serversDirectory = fileURLToPath(new URL("../../../.servers/", import.meta.url));
