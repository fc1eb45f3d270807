import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

/** That something was done, beside what it was done with. */
export const Saved = ({ children }: { children: ReactNode }) => (
  <p className="saved" role="status">
    <Icon name="check" />
    {children}
  </p>
)
