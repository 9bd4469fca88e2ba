/** The provider that waits for the marketplace, for stacks of one's own; the bindings are HashiCorp's. */
export { TimeProvider } from '@cdktf/provider-time/lib/provider';
