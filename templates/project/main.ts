import { LandscapeError, landscapeApp, PolicyError, synthesize, ValidationError } from 'cdktf-btp-isc';

try {
  const app = landscapeApp('landscape.yaml');
  // Stacks of your own go here: new MyStack(app, 'my-stack');
  synthesize(app);
} catch (error) {
  // A mistake in the landscape, or what a policy refuses, is explained in full.
  const isExplained = [LandscapeError, PolicyError, ValidationError].some((kind) => error instanceof kind);
  console.error(isExplained ? (error as Error).message : error);
  process.exitCode = 1;
}
