import { join } from "node:path";
import { serversDirectory } from "./servers-directory.ts";

/** The folder that one finished installation is; it appears whole, by a rename. */
export const installation = join(serversDirectory, "installation");

/** OpenBao's static binary. */
export const baoBinary = join(installation, "bin", "bao");

/** The Python that has ministack, moto and microburst. */
export const serversPython = join(installation, "bin", "python");

/** Says what is installed: another stamp is another installation. */
export const installationStamp = join(installation, "stamp");
