import { LandscapeError, landscapeApp } from 'cdktf-btp-isc';

try {
  const app = landscapeApp('landscape.yaml');
  // Stacks of your own go here: new MyStack(app, 'my-stack');
  app.synth();
} catch (error) {
  // A problem of the landscape is complete in itself.
  console.error(error instanceof LandscapeError ? error.message : error);
  process.exitCode = 1;
}
