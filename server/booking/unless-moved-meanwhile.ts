import { DomainError } from '../errors.ts'

/** For a sweep, whose rows may have moved since it read them: whoever moved them first is as good. */
export async function unlessMovedMeanwhile(move: () => Promise<unknown>): Promise<void> {
  try {
    await move()
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error
  }
}
