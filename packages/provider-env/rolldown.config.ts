import { library } from "../../rolldown.library.ts";

export default library({ index: "src/index.ts", "dotenv-file": "src/dotenv-file.ts" });
