import { installServers } from "../test-integration/src/servers/install.ts";

await installServers();
