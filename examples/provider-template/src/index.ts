export { httpkv, httpkv as provider } from "./httpkv.ts";
