import type { App } from 'cdktf';
import { applyRecommendedPolicies } from './policy/policies';
import { synthesize } from './policy/synthesize';

/** The rules that every landscape is checked with, for apps of your own. */
export class RecommendedPolicies {
  /** Attaches them to every stack that the app has by now: call it after the stacks are made. */
  static apply(app: App): void {
    applyRecommendedPolicies(app);
  }

  /** Synthesizes an app and shows what the policies find in words: warnings on stderr, errors in the exception. */
  static synthesize(app: App): void {
    synthesize(app);
  }

  private constructor() {}
}
