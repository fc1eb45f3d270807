import { useMutation, useQueryClient } from '@tanstack/react-query'

/** A change of the fleet's records; whatever is shown of them is read again after it. */
export function useFleetChange<Done, Values = void>(
  change: (values: Values) => Promise<Done>,
  onDone: (done: Done) => void,
) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    onSettled: () =>
      Promise.all(
        ['driver', 'drivers', 'vehicle', 'vehicles'].map((key) =>
          cache.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  })
}
