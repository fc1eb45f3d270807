import type { Role } from '../api/types.ts'
import { Dialog } from '../shared/dialog.tsx'
import { pagesOf } from './pages.ts'

/** Every shortcut, for whoever presses `?`. */
export const ShortcutSheet = ({ role, onClose }: { role: Role; onClose: () => void }) => (
  <Dialog title="Keyboard shortcuts" onClose={onClose}>
    <dl className="dialog-body shortcuts">
      <Shortcut keys={['Ctrl', 'K']} says="Find a booking, driver or vehicle, or go to a page" />
      <Shortcut keys={['/']} says="Search in this list" />
      <Shortcut keys={['j', 'k']} says="Go to the next row or the one before; Enter opens it" />
      <Shortcut keys={['x']} says="Select the row; with Shift, all up to it" />
      {pagesOf(role).map(({ key, label }) => (
        <Shortcut key={key} keys={['g', key]} says={`Go to ${label}`} />
      ))}
      <Shortcut keys={['e']} says="Live map: go to what needs you; arrows lead on, Enter opens" />
      <Shortcut keys={['a']} says="There: who could take it, the best first; Enter assigns" />
      <Shortcut keys={['x']} says="There: cancel the booking" />
      <Shortcut keys={['f']} says="Follow the chosen driver on the map, or stop" />
      <Shortcut keys={['Esc']} says="Close what is open" />
      <Shortcut keys={['?']} says="Show this sheet" />
    </dl>
  </Dialog>
)

const Shortcut = ({ keys, says }: { keys: readonly string[]; says: string }) => (
  <div>
    <dt>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </dt>
    <dd>{says}</dd>
  </div>
)
