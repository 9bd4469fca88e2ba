import { LandscapeError, landscapeApp, PolicyError, synthesize } from 'cdktf-btp-isc';

try {
  const app = landscapeApp('landscape.yaml');
  // Stacks of your own go here: new MyStack(app, 'my-stack');
  synthesize(app);
} catch (error) {
  // A mistake in the landscape, or what a policy refuses, is explained in full.
  console.error(error instanceof LandscapeError || error instanceof PolicyError ? error.message : error);
  process.exitCode = 1;
}
