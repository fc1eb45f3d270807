type Props = { of: readonly string[]; numbers?: readonly string[] }

/** The head of a plain table: its columns by their names, those of figures at the right. */
export const ColumnHeads = ({ of, numbers = [] }: Props) => (
  <thead>
    <tr>
      {of.map((name) => (
        <th key={name} scope="col" className={numbers.includes(name) ? 'number' : undefined}>
          {name}
        </th>
      ))}
    </tr>
  </thead>
)
