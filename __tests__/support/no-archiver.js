// cdktf loads `archiver` for the archives of assets, and spends a third of its loading time on it. No unit test has assets,
// and each test file loads cdktf anew.
module.exports = () => {
  throw new Error('a unit test uses an archive: take the mapping of archiver out of jest.config.js');
};
