/** For a number as people write it. */
export const phoneHref = (phone: string) => `tel:${phone.replace(/\s/g, '')}`
