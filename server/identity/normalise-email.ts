/** An address as accounts are known by it: nobody has another by spelling theirs differently. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase()
