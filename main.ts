import { ValidationError } from './lib/core/problems';
import './lib/core/compile-cache';

import { LandscapeError } from './lib/landscape/landscape-error';
import { PolicyError, synthesize } from './lib/policy/synthesize';
import { landscapeApp } from './lib/stacks/landscape-app';

try {
  synthesize(landscapeApp());
} catch (error) {
  // A mistake in the landscape is explained in full; anything else is ours, and its stack trace helps to find it.
  const isExplained = [LandscapeError, PolicyError, ValidationError].some((kind) => error instanceof kind);
  console.error(isExplained ? (error as Error).message : error);
  process.exitCode = 1;
}
