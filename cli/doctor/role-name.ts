/** Roles have no name of their own; a user has one of a kind in a place. */
export const roleName = (type: string, username: unknown): string => `${type} of ${username}`;
