/** Whether a calendar has the day that a text of the form 2026-03-02 names; a pattern or format alone takes the 31st of any month. */
export const isCalendarDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
