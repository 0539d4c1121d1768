export { aws, aws as provider } from "./aws.ts";
