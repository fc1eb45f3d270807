import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import type { Role } from '../api/types.ts'
import { Icon } from '../shared/icons.tsx'
import { type Command, type CommandGroup, useFound } from './use-found.ts'

type Props = { role: Role; onClose: () => void; onShortcuts: () => void }

/** Everything by its name: type, choose with the arrows, Enter. */
export default function CommandPalette({ role, onClose, onShortcuts }: Props) {
  const [typed, setTyped] = useState('')
  const { groups, isAsking } = useFound({ typed, role, onShortcuts })
  const run = (command: Command) => {
    onClose()
    command.run()
  }
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="palette-backdrop" />
        <Dialog.Popup className="palette" aria-label="Find or go to">
          <Autocomplete.Root
            inline
            open
            mode="none"
            items={groups}
            value={typed}
            onValueChange={setTyped}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={({ label }: Command) => label}
          >
            <div className="palette-input">
              <Icon name="search" />
              <Autocomplete.Input
                aria-label="Find a booking, driver, vehicle or page"
                placeholder="Booking, driver, vehicle or page"
              />
              {isAsking && <span className="spinner" aria-hidden="true" />}
            </div>
            <Autocomplete.Empty className="palette-empty">
              {isAsking ? 'Looking…' : `Nothing is called “${typed.trim()}”`}
            </Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="palette-group">{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => (
                      <Autocomplete.Item
                        key={command.value}
                        value={command}
                        className="palette-item"
                        onClick={() => run(command)}
                      >
                        <Icon name={command.icon} />
                        <span>{command.label}</span>
                        <small>{command.hint}</small>
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
