/** A refusal in the broker's own words; the platform puts its own in front. */
export class BrokerError extends Error {}
