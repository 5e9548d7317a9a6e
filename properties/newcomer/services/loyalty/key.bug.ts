/** The key of a member's points. */
export const memberKey = (email: string): string => email.trim();
