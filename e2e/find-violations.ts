/* For tests: what axe-core finds wrong with a page for people who see, hear or move less. */
import axe from 'axe-core'
import type { Page } from 'playwright'

/** The violations of the page as it is, in light and in dark, as `where, scheme: rule: what`. */
export async function findViolations(page: Page, where: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // The page's policy runs no code of others; the browser's own console does.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
    )
    for (const { id, nodes } of violations)
      found.push(
        ...nodes.map((node) => `${where}, ${colorScheme}: ${id}: ${node.html} ${node.failureSummary}`),
      )
  }
  await page.emulateMedia({ colorScheme: null })
  return found
}
