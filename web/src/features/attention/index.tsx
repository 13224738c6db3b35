export { default } from "./view";
