/** Last day of the Neo environment, ISO 8601 (SAP Note 3351844). */
export const NEO_END = '2028-12-31';

/** The notice that goes with everything about Neo. */
export const NEO_NOTICE = `SAP ends the Neo environment on ${NEO_END} (SAP Note 3351844): plan the move of Cloud Integration to Cloud Foundry, where this project registers the client by itself`;
