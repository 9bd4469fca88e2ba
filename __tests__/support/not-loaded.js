// Stands for what the library loads on demand (lib/loading/on-demand.ts), as far as no unit test needs it: each test file would
// load it anew. It can't be done as the library does it, because jest has a cache of modules of its own.
const unused = () => {
  throw new Error('a unit test uses what jest.config.js maps to not-loaded.js: take the mapping out');
};
module.exports = new Proxy(unused, {
  get: (_, name) => name === '__esModule' || unused(),
});
