// What the library loads on demand (lib/loading/on-demand.ts) no unit test needs, and each test file would load it anew: this
// stands for it. It can't be done as the library does it, because jest has a cache of modules of its own.
const unused = () => {
  throw new Error('a unit test uses what jest.config.js maps to not-loaded.js: take the mapping out');
};
module.exports = new Proxy(unused, {
  get: (_, name) => name === '__esModule' || unused(),
});
