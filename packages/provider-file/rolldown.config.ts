import { provider } from "../../rolldown.library.ts";

export default provider("directory");
