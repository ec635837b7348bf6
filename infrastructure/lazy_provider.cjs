// Loaded into jsii's Node.js (fast_start.py): lets the AWS provider's index load a module when it is first asked for.
// As it comes, the index loads all 2,135 at once, which takes two seconds; a stack uses about twenty.
const Module = require("node:module");

const INDEX = "/@cdktf/provider-aws/lib/index.js";
const LOADS = /^exports\.(\w+) = (require\("[^"]+"\));$/gm;
const LOADS_WHEN_ASKED = 'Object.defineProperty(exports, "$1", { enumerable: true, get: () => $2 });';

const compile = Module.prototype._compile;
Module.prototype._compile = function (source, filename, ...rest) {
  const isIndex = filename.replaceAll("\\", "/").endsWith(INDEX);
  return compile.call(this, isIndex ? source.replace(LOADS, LOADS_WHEN_ASKED) : source, filename, ...rest);
};
