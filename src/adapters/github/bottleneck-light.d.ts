// The light build is what the throttling plugin itself loads; the package types only the other one.
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}
